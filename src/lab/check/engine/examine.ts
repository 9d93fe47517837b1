import { parseBearerChallenge } from '../../../oauth/index.ts';
import { problemOfAddress, readServerAddress } from './address.ts';
import type { Attempt } from './attempt.ts';
import { lookUpServers } from './authorization-servers.ts';
import { withErrorText } from './error-text.ts';
import {
  type Evidence,
  hasPageOrigin,
  locationOf,
  type MetadataDocument,
  requiresPushedRequests,
  textOf,
} from './evidence.ts';
import { findingsOf } from './findings.ts';
import { makeFirstCalls, tryPreflight } from './first-calls.ts';
import {
  originMetadataUrl,
  RESOURCE_MEMBERS,
  requestMetadata,
  resourceMetadataUrls,
  SERVER_MEMBERS,
  wrongResourceUrls,
  wrongServerUrls,
} from './metadata-locations.ts';
import { type NamedAddress, sortAddresses } from './named-address.ts';
import type { ReportClient, ReportRequest } from './report-client.ts';
import { sendAgainIfLost, sendingTwice } from './send-again.ts';
import { refusedCall } from './server-kind.ts';

export interface ExaminationOptions {
  /** The address of the server, as the person typed it. */
  serverUrl: string;
  /** The client ID of this app at the authorization server; empty if the person entered none. */
  clientId: string;
  pageOrigin: string;
  /** The redirect URI, to which the authorization server sends the responses to probes. */
  redirectUri: string;
  /** The authorization server of another report. It is looked up first if the resource names it. */
  issuer?: string | undefined;
  /** Asks the person whether requests may go to these addresses. No request has gone to their origins. */
  confirm(addresses: readonly NamedAddress[]): Promise<boolean>;
  /**
   * The browser's permission for requests to an address; `undefined` if no permission is needed, or if the browser does
   * not know this permission.
   */
  localNetworkAccess?(url: string): Promise<PermissionState | undefined>;
  /**
   * Resolves an address. Returns the IP address if it is in a more local network than the document that names the
   * address. A page cannot do this.
   */
  nearerByDns?(address: NamedAddress): Promise<string | undefined>;
}

/**
 * Examines an MCP server and its authorization server as a page in a browser can: it sends no credential and no cookie,
 * registers nothing and changes nothing. Requests go to the server that the person named, and to addresses in its
 * metadata. The person must have named or confirmed the origin of such an address, and the address must not be in a
 * more local network than the document that names it.
 *
 * @param onProgress called after each part, so that a stopped report still shows what it found.
 * @throws TypeError if `serverUrl` is not the address of a server.
 */
export async function examine(
  client: ReportClient,
  options: ExaminationOptions,
  onProgress: (evidence: Evidence) => void = () => {},
): Promise<Evidence> {
  const evidence = await lookUp(client, options, onProgress);
  const isAccused = findingsOf(evidence).some(({ result }) => result === 'fail');
  if (!isAccused && locationOf(evidence.resourceLocations)) return evidence;
  // A broken rule may come from a proxy, one instance of the server or a momentary failure: a second look must agree.
  const isDeclined = ({ url }: NamedAddress) => evidence.skipped.some((each) => each.url === url);
  const lookAgain = () =>
    lookUp(
      sendingTwice(client),
      { ...options, confirm: async (named) => !named.every(isDeclined) && options.confirm(named) },
      () => {},
    );
  const again = await lookAgain();
  return locationOf(again.serverLocations) && !locationOf(evidence.serverLocations)
    ? { ...again, again: await lookAgain() }
    : { ...evidence, again };
}

async function lookUp(
  client: ReportClient,
  {
    serverUrl: typed,
    clientId,
    pageOrigin,
    redirectUri,
    issuer: preferred,
    confirm,
    localNetworkAccess,
    nearerByDns,
  }: ExaminationOptions,
  onProgress: (evidence: Evidence) => void,
): Promise<Evidence> {
  const { href: serverUrl } = readServerAddress(typed);
  client.allow(serverUrl, 'you');
  let evidence: Evidence = {
    serverUrl,
    pageOrigin,
    redirectUri,
    clientId,
    asked: [],
    skipped: [],
    localNetworkAccess: 'unknown',
    refusedHeaders: [],
    resourceLocations: [],
    serverLocations: [],
    probes: {},
  };
  function found(more: Partial<Evidence>): void {
    evidence = { ...evidence, ...more, asked: client.asked() };
    onProgress(evidence);
  }

  /** @returns the addresses to which requests may go. */
  async function admit<Named extends NamedAddress>(named: readonly Named[]): Promise<Named[]> {
    const resolved = await Promise.all(
      named.map(async (address) => ({ address, resolvesTo: await nearerByDns?.(address) })),
    );
    const nearerBy = resolved.flatMap(({ address, resolvesTo }) =>
      resolvesTo === undefined ? [] : [{ ...address, resolvesTo }],
    );
    const others = resolved.flatMap(({ address, resolvesTo }) => (resolvesTo === undefined ? [address] : []));
    const { known, toConfirm, nearer } = sortAddresses(others, client.mayAsk);
    const confirmed = toConfirm.length > 0 && (await confirm(toConfirm)) ? toConfirm : [];
    for (const { url, namedBy } of confirmed) client.allow(url, namedBy);
    found({
      skipped: [
        ...evidence.skipped,
        ...[...nearer, ...nearerBy].map((address) => ({ ...address, why: 'nearer' as const })),
        ...toConfirm
          .filter((address) => !confirmed.includes(address))
          .map((address) => ({ ...address, why: 'not confirmed' as const })),
      ],
    });
    return [...known, ...confirmed];
  }

  const { challenge } = await makeFirstCalls(client, serverUrl, found);
  // A browser asks the person at the first call, so the decision is known only after that call.
  found({ localNetworkAccess: (await localNetworkAccess?.(serverUrl)) ?? 'unknown' });
  if (challenge && challenge.status > 0) found(await tryPreflight(client, evidence));

  const wwwAuthenticate = refusedCall(evidence)?.headers['www-authenticate'] ?? null;
  const named = parseBearerChallenge(wwwAuthenticate)?.resourceMetadata;
  const hint = {
    member: 'resource_metadata',
    namedBy: 'the challenge of the MCP server',
    namedAt: serverUrl,
  };
  const hinted =
    named !== undefined && problemOfAddress(named) === undefined
      ? await admit([{ ...hint, url: named }])
      : [];
  const resourceUrls = [...new Set([...hinted.map(({ url }) => url), ...resourceMetadataUrls(serverUrl)])];
  const resourceLocations = await requestMetadata(client, 'MCP server', resourceUrls, RESOURCE_MEMBERS);
  found({ resourceLocations });

  const resource = locationOf(resourceLocations);
  if (!resource && refusedCall(evidence)) {
    const [originLocation] = await requestMetadata(
      client,
      'MCP server',
      [originMetadataUrl(serverUrl)],
      SERVER_MEMBERS,
    );
    if (originLocation) found({ originLocation });
    const misplacedResource = locationOf(
      await requestMetadata(client, 'MCP server', wrongResourceUrls(serverUrl), RESOURCE_MEMBERS),
    );
    if (misplacedResource) found({ misplacedResource });
  }
  if (resource) found(await lookUpServers(client, resource, { admit, found, preferred }));

  const server = locationOf(evidence.serverLocations);
  if (!server?.document) {
    const { issuer, serverLocations } = evidence;
    if (issuer === undefined || !serverLocations.length) return evidence;
    const urls = wrongServerUrls(issuer);
    const misplacedServer = locationOf(
      await requestMetadata(client, 'authorization server', urls, SERVER_MEMBERS),
    );
    if (misplacedServer) found({ misplacedServer });
    return evidence;
  }
  const endpoints = await admit(endpointsIn(server.document, server.url));
  found(await tryEndpoints(client, evidence, (name) => endpoints.find(({ member }) => member === name)?.url));
  return evidence;
}

const ENDPOINTS = [
  'authorization_endpoint',
  'token_endpoint',
  'registration_endpoint',
  'revocation_endpoint',
];

/** The endpoints with a safe address that a page or a client would use. */
function endpointsIn(server: MetadataDocument, namedAt: string): NamedAddress[] {
  const pushed = requiresPushedRequests(server) ? ['pushed_authorization_request_endpoint'] : [];
  return [...ENDPOINTS, ...pushed].flatMap((member) => {
    const url = textOf(server, member);
    return url === undefined || problemOfAddress(url) !== undefined
      ? []
      : [{ url, member, namedBy: 'the authorization server metadata', namedAt }];
  });
}

/** Sends each endpoint a request that the endpoint must refuse, to find out whether this page may read the refusal. */
async function tryEndpoints(
  client: ReportClient,
  evidence: Evidence,
  endpoint: (name: string) => string | undefined,
): Promise<Partial<Evidence>> {
  const endpointsWithoutCors: Attempt[] = [];
  async function attempt(name: string, request: ReportRequest): Promise<Attempt | undefined> {
    const url = endpoint(name);
    if (url === undefined) return undefined;
    const { reply, withoutCors } = await sendAgainIfLost(client, 'authorization server', url, request);
    if (withoutCors) endpointsWithoutCors.push(withoutCors);
    // A response that registers a client may contain its secret.
    return reply.attempt.status < 300 ? reply.attempt : withErrorText(reply);
  }
  const { clientId } = evidence;
  const noCode = new URLSearchParams({ grant_type: 'authorization_code', code: 'not-a-code' });
  if (clientId) noCode.set('client_id', clientId);
  const tokenEndpoint = await attempt('token_endpoint', { method: 'POST', body: noCode });
  const registrationEndpoint = await attempt('registration_endpoint', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    // This body is not valid JSON, so that even the most lenient server registers no client.
    body: '{',
  });
  // If the endpoint has the origin of this page, CORS does not apply, so a request would be no evidence. The endpoint
  // may also be a page of this app.
  const authorization = endpoint('authorization_endpoint');
  const authorizationEndpoint = hasPageOrigin(evidence, authorization)
    ? undefined
    : await attempt('authorization_endpoint', {});
  return {
    ...(tokenEndpoint && { tokenEndpoint }),
    ...(registrationEndpoint && { registrationEndpoint }),
    ...(authorizationEndpoint && { authorizationEndpoint }),
    ...(endpointsWithoutCors.length && { endpointsWithoutCors }),
  };
}

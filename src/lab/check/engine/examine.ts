import { parseBearerChallenge } from '../../../oauth/index.ts';
import { problemOfAddress, readServerAddress } from './address.ts';
import type { Attempt } from './attempt.ts';
import { lookUpServers } from './authorization-servers.ts';
import { type Evidence, locationOf, type MetadataDocument, sharesOrigin, textOf } from './evidence.ts';
import { makeFirstCalls, tryPreflight } from './first-calls.ts';
import {
  lookAt,
  originMetadataUrl,
  RESOURCE_MEMBERS,
  resourceMetadataUrls,
  SERVER_MEMBERS,
} from './metadata-locations.ts';
import { type NamedAddress, sortAddresses } from './named-address.ts';
import type { ReportLine } from './report-line.ts';
import { refusedCall } from './server-kind.ts';

export interface Examination {
  /** As the person typed it. */
  serverUrl: string;
  /** How the authorization server knows this app; empty when the person gave none. */
  clientId: string;
  pageOrigin: string;
  /** Asks the person whether requests may go to these addresses, each on an origin that was not asked before. */
  confirm(addresses: readonly NamedAddress[]): Promise<boolean>;
  /** What the browser says of calls to an address, where it has a permission for its kind. */
  localNetworkAccess?(url: string): Promise<PermissionState | undefined>;
}

/**
 * Walks from an MCP server to its authorization server and looks at each on the way, as a page in a browser
 * can: no credential, no cookie, nothing registered, nothing changed. Asks the server that the person named and,
 * of those that its metadata names, the ones that the person confirms and that are no nearer than what names them.
 *
 * @param onProgress told after each part, so that a stopped report still shows what it found.
 * @throws TypeError for an address that is none.
 */
export async function examine(
  line: ReportLine,
  { serverUrl: typed, clientId, pageOrigin, confirm, localNetworkAccess }: Examination,
  onProgress: (evidence: Evidence) => void = () => {},
): Promise<Evidence> {
  const { href: serverUrl } = readServerAddress(typed);
  line.allow(serverUrl, 'you');
  let evidence: Evidence = {
    serverUrl,
    pageOrigin,
    clientId,
    asked: [],
    unasked: [],
    localNetworkAccess: 'unknown',
    refusedHeaders: [],
    resourceLocations: [],
    serverLocations: [],
    probes: {},
  };
  function found(more: Partial<Evidence>): void {
    evidence = { ...evidence, ...more, asked: line.asked() };
    onProgress(evidence);
  }

  /** @returns those addresses to which something may be sent. */
  async function admit<Named extends NamedAddress>(named: readonly Named[]): Promise<Named[]> {
    const { known, toConfirm, nearer } = sortAddresses(named, line.mayAsk);
    const confirmed = toConfirm.length > 0 && (await confirm(toConfirm)) ? toConfirm : [];
    for (const { url, namedBy } of confirmed) line.allow(url, namedBy);
    found({
      unasked: [
        ...evidence.unasked,
        ...nearer.map((address) => ({ ...address, why: 'nearer' as const })),
        ...toConfirm
          .filter((address) => !confirmed.includes(address))
          .map((address) => ({ ...address, why: 'not confirmed' as const })),
      ],
    });
    return [...known, ...confirmed];
  }

  const { challenge } = await makeFirstCalls(line, serverUrl, found);
  // A browser asks the person at the first call; what they said is known after it.
  found({ localNetworkAccess: (await localNetworkAccess?.(serverUrl)) ?? 'unknown' });
  if (challenge && challenge.status > 0) found(await tryPreflight(line, evidence));

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
  const resourceLocations = await lookAt(line, 'MCP server', resourceUrls, RESOURCE_MEMBERS);
  found({ resourceLocations });

  const resource = locationOf(resourceLocations);
  if (!resource && refusedCall(evidence)) {
    const [originLocation] = await lookAt(line, 'MCP server', [originMetadataUrl(serverUrl)], SERVER_MEMBERS);
    if (originLocation) found({ originLocation });
  }
  if (resource) found(await lookUpServers(line, resource, admit, found));

  const server = locationOf(evidence.serverLocations);
  if (!server?.document) return evidence;
  const endpoints = await admit(endpointsIn(server.document, server.url));
  found(await tryEndpoints(line, evidence, (name) => endpoints.find(({ member }) => member === name)?.url));
  return evidence;
}

const ENDPOINTS = [
  'authorization_endpoint',
  'token_endpoint',
  'registration_endpoint',
  'revocation_endpoint',
];

/** The endpoints that a page or a client would be sent to, without those that are no addresses. */
function endpointsIn(server: MetadataDocument, namedAt: string): NamedAddress[] {
  return ENDPOINTS.flatMap((member) => {
    const url = textOf(server, member);
    return url === undefined || problemOfAddress(url) !== undefined
      ? []
      : [{ url, member, namedBy: 'the authorization server metadata', namedAt }];
  });
}

/** Asks each endpoint for something it has to refuse. What counts is whether this page may read the refusal. */
async function tryEndpoints(
  line: ReportLine,
  evidence: Evidence,
  endpoint: (name: string) => string | undefined,
): Promise<Partial<Evidence>> {
  async function attempt(
    name: string,
    request: Parameters<ReportLine['send']>[2],
  ): Promise<Attempt | undefined> {
    const url = endpoint(name);
    return url === undefined ? undefined : (await line.send('authorization server', url, request)).attempt;
  }
  const { clientId } = evidence;
  const noCode = new URLSearchParams({ grant_type: 'authorization_code', code: 'not-a-code' });
  if (clientId) noCode.set('client_id', clientId);
  const tokenEndpoint = await attempt('token_endpoint', { method: 'POST', body: noCode });
  const registrationEndpoint = await attempt('registration_endpoint', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    // No JSON, so that even the most forgiving server registers nobody.
    body: '{',
  });
  // Of one's own origin everything can be read, which shows nothing; and there it may be a page that is opened.
  const authorization = endpoint('authorization_endpoint');
  const authorizationEndpoint = sharesOrigin(evidence, authorization)
    ? undefined
    : await attempt('authorization_endpoint', {});
  return {
    ...(tokenEndpoint && { tokenEndpoint }),
    ...(registrationEndpoint && { registrationEndpoint }),
    ...(authorizationEndpoint && { authorizationEndpoint }),
  };
}

import { authorizationUrl as requestUrl } from '../../../../oauth/authorization-request.ts';
import { computeCodeChallenge, createCodeVerifier, parseBearerChallenge } from '../../../../oauth/index.ts';
import { randomBytes } from '../../../machine/run/tab-platform.ts';
import { covers, problemOfAddress } from '../address.ts';
import { anyPromisesDpop, requiresDpop, whyNoProof } from '../dpop-promise.ts';
import {
  announcesIssuer,
  documentAt,
  type Evidence,
  listOf,
  type MetadataDocument,
  mayAsk,
  pushedRequestEndpointOf,
  requiresPushedRequests,
  textOf,
} from '../evidence.ts';
import { whySkipped } from '../named-address.ts';
import { refusedCall, unsafeHint } from '../server-kind.ts';
import type { Changes } from './probe.ts';
import { trustMissing } from './trust.ts';

/** A resource that cannot exist: `.invalid` never resolves (RFC 6761). Requests name it, but no request goes to it. */
export const WRONG_RESOURCE = 'https://wrong-resource.invalid/mcp';

/** The scopes that a probe requests if the authorization server lists them. */
export const SCOPES_IF_LISTED = ['openid', 'offline_access'];

/** The query parameter that makes the redirect URI an unregistered one. */
export const CHANGED_URI = 'changed';

/** The members whose addresses a sign-in needs. */
const NEEDED = [
  'authorization_servers',
  'authorization_endpoint',
  'token_endpoint',
  'pushed_authorization_request_endpoint',
];

/** The values from which a probe builds its requests. */
export interface ProbeSettings {
  serverUrl: string;
  issuer: string;
  /** Whether every authorization response must have `iss` (RFC 9207 §3). */
  issPromised: boolean;
  authorizationEndpoint: string;
  /** Where authorization requests have to be pushed (RFC 9126); `undefined` if the server does not require this. */
  pushedRequestEndpoint: string | undefined;
  tokenEndpoint: string;
  revocationEndpoint: string | undefined;
  resource: string;
  scope: string | undefined;
  clientId: string;
  redirectUri: string;
  /**
   * `required`: every probe presents tokens that are bound to a key (RFC 9449). `offered`: only the probes of DPoP do.
   */
  dpop: 'off' | 'offered' | 'required';
}

/**
 * Collects from an examination what a sign-in needs.
 *
 * @returns a sentence that says why a sign-in is not possible, if something is missing.
 */
export function probeSettings(evidence: Evidence): ProbeSettings | string {
  const { serverUrl, redirectUri, clientId, issuer } = evidence;
  const server = documentAt(evidence.serverLocations);
  const resource = documentAt(evidence.resourceLocations);
  const identifier = textOf(resource, 'resource');
  const unsafe = problemOfAddress(serverUrl);
  if (unsafe !== undefined) return `This page sends no token to this server: ${unsafe}.`;
  const unsafeAddress = unsafeHint(evidence);
  if (unsafeAddress) {
    return `The challenge names ${unsafeAddress.hint}, and ${unsafeAddress.problem}, so this page requests no token.`;
  }
  const skipped = evidence.skipped.find(({ member }) => NEEDED.includes(member));
  if (skipped) return whySkipped(skipped);
  if (!server || issuer === undefined) {
    return 'The authorization server was not found, so a sign-in is not possible.';
  }
  if (identifier === undefined) {
    return 'The resource metadata names no resource, so this page requests no token.';
  }
  if (!covers(identifier, serverUrl)) {
    return 'The resource metadata describes another server, so this page requests no token.';
  }
  if (textOf(server, 'issuer') !== issuer) {
    return 'The issuer in the metadata of the authorization server is not the one that was named, so this page sends it no code.';
  }
  const authorizationEndpoint = textOf(server, 'authorization_endpoint');
  const tokenEndpoint = textOf(server, 'token_endpoint');
  const pushedRequestEndpoint = pushedRequestEndpointOf(server);
  const endpoints = [authorizationEndpoint, tokenEndpoint];
  if (requiresPushedRequests(server)) endpoints.push(pushedRequestEndpoint);
  for (const endpoint of endpoints) {
    const problem = problemOfAddress(endpoint);
    if (problem !== undefined) return `An endpoint of the authorization server cannot be used: ${problem}.`;
  }
  const dpop = requiresDpop(evidence) ? 'required' : anyPromisesDpop(evidence) ? 'offered' : 'off';
  const noProof = whyNoProof(evidence, 'MCP server') ?? whyNoProof(evidence, 'authorization server');
  if (dpop === 'required' && noProof !== undefined)
    return `This server demands tokens that are bound to a key. ${noProof}`;
  const missing = trustMissing(evidence);
  if (missing !== undefined) return missing;
  if (!clientId) return 'Enter the client ID of this app at the authorization server.';
  const challenged =
    parseBearerChallenge(refusedCall(evidence)?.headers['www-authenticate'] ?? null)?.scopes ?? [];
  const known = listOf(server, 'scopes_supported') ?? [];
  const scopes = [
    ...(challenged.length ? challenged : (listOf(resource, 'scopes_supported') ?? [])),
    ...SCOPES_IF_LISTED.filter((scope) => known.includes(scope)),
  ];
  return {
    serverUrl,
    issuer,
    issPromised: announcesIssuer(server),
    authorizationEndpoint: authorizationEndpoint ?? '',
    pushedRequestEndpoint,
    tokenEndpoint: tokenEndpoint ?? '',
    revocationEndpoint: revocationEndpointOf(evidence, server),
    resource: identifier,
    scope: [...new Set(scopes)].join(' ') || undefined,
    clientId,
    redirectUri,
    dpop,
  };
}

/**
 * The address that revokes tokens. If the server does not promise `iss`, the tokens may be those of another server, and
 * are sent only to the origin of the token endpoint that issued them.
 */
function revocationEndpointOf(evidence: Evidence, server: MetadataDocument): string | undefined {
  const endpoint = textOf(server, 'revocation_endpoint');
  if (endpoint === undefined || problemOfAddress(endpoint) !== undefined) return undefined;
  const issuing = new URL(textOf(server, 'token_endpoint') ?? endpoint).origin;
  const isExpected = announcesIssuer(server) || new URL(endpoint).origin === issuing;
  return isExpected && mayAsk(evidence, endpoint) ? endpoint : undefined;
}

/** 32 random octets, for a verifier, a state or a nonce. */
export const unguessable = (): string => createCodeVerifier({ randomBytes });

/** With changes: `createAuthorizationRequest` of `src/oauth` makes only correct requests. */
export async function authorizationUrl(
  { authorizationEndpoint, clientId, redirectUri, resource, scope }: ProbeSettings,
  { state, verifier }: { state: string; verifier: string },
  changes: Changes,
): Promise<string> {
  return requestUrl(
    { authorizationEndpoint },
    {
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      resource,
      scope,
      state,
      nonce: scope?.split(' ').includes('openid') ? unguessable() : undefined,
      code_challenge: await computeCodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...changes,
    },
  );
}

/** The address that the browser opens for a pushed request (RFC 9126 §4). */
export function pushedUrl({ authorizationEndpoint, clientId }: ProbeSettings, requestUri: string): string {
  return requestUrl({ authorizationEndpoint }, { client_id: clientId, request_uri: requestUri });
}

/** A form with the parameters that have a value. */
export function formOf(parameters: Changes): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) form.set(name, value);
  return form;
}

import { computeCodeChallenge, createCodeVerifier, parseBearerChallenge } from '../../../../oauth/index.ts';
import { randomBytes } from '../../../machine/run/tab-platform.ts';
import { covers, problemOfAddress } from '../address.ts';
import { CALLBACK_PATH } from '../callback-path.ts';
import { announcesIssuer, documentAt, type Evidence, listOf, mayAsk, textOf } from '../evidence.ts';
import { whyUnasked } from '../named-address.ts';
import { refusedCall } from '../server-kind.ts';
import type { Changes } from './probe.ts';
import { trustMissing } from './trust.ts';

/** A server of nobody's: `.invalid` resolves nowhere (RFC 6761). It is only ever named, never asked. */
export const WRONG_RESOURCE = 'https://wrong-resource.invalid/mcp';

/** What a redirect URI that is not registered has in its query, and the registered one has not. */
export const CHANGED_URI = 'changed';

/** The members whose addresses a sign-in cannot do without. */
const NEEDED = ['authorization_servers', 'authorization_endpoint', 'token_endpoint'];

/** What every request of a probe is made of. */
export interface ProbeSettings {
  serverUrl: string;
  issuer: string;
  /** Whether every authorization response has to have `iss` (RFC 9207 §3). */
  issPromised: boolean;
  authorizationEndpoint: string;
  tokenEndpoint: string;
  revocationEndpoint: string | undefined;
  resource: string;
  scope: string | undefined;
  clientId: string;
  redirectUri: string;
}

/**
 * Takes from an examination what a sign-in needs.
 *
 * @returns why there can be none, in a sentence, where something is missing.
 */
export function probeSettings(evidence: Evidence): ProbeSettings | string {
  const { serverUrl, pageOrigin, clientId, issuer } = evidence;
  const server = documentAt(evidence.serverLocations);
  const resource = documentAt(evidence.resourceLocations);
  const identifier = textOf(resource, 'resource');
  const unsafe = problemOfAddress(serverUrl);
  if (unsafe !== undefined) return `No token goes to this server: ${unsafe}.`;
  const unasked = evidence.unasked.find(({ member }) => NEEDED.includes(member));
  if (unasked) return whyUnasked(unasked);
  if (!server || !resource || issuer === undefined || identifier === undefined) {
    return 'The authorization server was not found, so nobody can sign in there.';
  }
  if (!covers(identifier, serverUrl)) {
    return 'The resource metadata is about another server. No token is asked for on its word.';
  }
  if (textOf(server, 'issuer') !== issuer) {
    return 'The authorization server describes itself as another one. No code goes there.';
  }
  const authorizationEndpoint = textOf(server, 'authorization_endpoint');
  const tokenEndpoint = textOf(server, 'token_endpoint');
  for (const endpoint of [authorizationEndpoint, tokenEndpoint]) {
    const problem = problemOfAddress(endpoint);
    if (problem !== undefined) return `An endpoint of the authorization server is no good: ${problem}.`;
  }
  const missing = trustMissing(evidence);
  if (missing !== undefined) return missing;
  if (!clientId) return 'Name the client ID that the authorization server knows this app by.';
  const revocationEndpoint = textOf(server, 'revocation_endpoint');
  const challenged =
    parseBearerChallenge(refusedCall(evidence)?.headers['www-authenticate'] ?? null)?.scopes ?? [];
  const known = listOf(server, 'scopes_supported') ?? [];
  const scopes = [
    ...(challenged.length ? challenged : (listOf(resource, 'scopes_supported') ?? [])),
    ...['openid', 'offline_access'].filter((scope) => known.includes(scope)),
  ];
  return {
    serverUrl,
    issuer,
    issPromised: announcesIssuer(server),
    authorizationEndpoint: authorizationEndpoint ?? '',
    tokenEndpoint: tokenEndpoint ?? '',
    revocationEndpoint:
      revocationEndpoint !== undefined &&
      problemOfAddress(revocationEndpoint) === undefined &&
      mayAsk(evidence, revocationEndpoint)
        ? revocationEndpoint
        : undefined,
    resource: identifier,
    scope: [...new Set(scopes)].join(' ') || undefined,
    clientId,
    redirectUri: pageOrigin + CALLBACK_PATH,
  };
}

/** 32 random octets, as a verifier and as whatever else nobody may guess. */
export const unguessable = (): string => createCodeVerifier({ randomBytes });

/** A verifier that belongs to no challenge. */
export const wrongVerifier = unguessable;

/**
 * The authorization request of a client that does everything right, but for the changes; `src/oauth` makes none that
 * is wrong.
 */
export async function authorizationUrl(
  { authorizationEndpoint, clientId, redirectUri, resource, scope }: ProbeSettings,
  { state, verifier }: { state: string; verifier: string },
  changes: Changes,
): Promise<string> {
  const url = new URL(authorizationEndpoint);
  const parameters: Changes = {
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
  };
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url.href;
}

/** A form with the parameters that have a value. */
export function formOf(parameters: Changes): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) form.set(name, value);
  return form;
}

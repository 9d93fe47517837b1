import type { AuthorizationCode } from './authorization-response.ts';
import { authenticatedForm, type ClientRegistration } from './client-authentication.ts';
import { type FailureDetails, OAuthError, readServerRefusal } from './errors.ts';
import { numberOf, textOf, type WireObject } from './json.ts';
import { isOutage, type Requester, send } from './json-request.ts';
import type { AuthorizationServerMetadata } from './metadata.ts';
import type { Platform } from './platform.ts';
import { readScopes } from './scope.ts';

/** A validated, successful token response (RFC 6749 §5.1). */
export interface TokenResponse {
  accessToken: string;
  /**
   * When the access token expires, by the clock of this device; absent when the server does not say. Only a hint: the
   * resource server decides.
   */
  expiresAtMs?: number | undefined;
  refreshToken?: string | undefined;
  /** The granted scopes; absent when they equal the requested scopes. */
  scopes?: string[] | undefined;
  idToken?: string | undefined;
}

/** What a token request needs from the browser. */
export type TokenPlatform = Requester &
  Pick<Platform, 'now'> & {
    /** The `token_type` to demand, in lower case: `bearer` by default, `dpop` with proofs (RFC 9449 §5). */
    tokenType?: 'bearer' | 'dpop';
  };

/**
 * Exchanges an authorization code for tokens (RFC 6749 §4.1.3, RFC 7636 §4.5, RFC 8707 §2.2). The code verifier leaves
 * the tab only here. The request is repeated only after a refused DPoP proof, because a code works once.
 *
 * @throws OAuthError `token_request_refused` when the server refuses, `token_response_invalid`, or of the request
 * group. After an error, the sign-in has to start again.
 */
export function exchangeCode(
  platform: TokenPlatform,
  { code, pending }: AuthorizationCode,
): Promise<TokenResponse> {
  return requestToken(platform, pending, {
    grant_type: 'authorization_code',
    code,
    code_verifier: pending.codeVerifier,
    // OAuth 2.1 drops this parameter, but existing servers still require it.
    redirect_uri: pending.redirectUri,
    resource: pending.resource,
  });
}

/** The part of a grant that a refresh needs. */
export interface RefreshableGrant extends ClientRegistration {
  server: AuthorizationServerMetadata;
  resource?: string | undefined;
  refreshToken: string;
}

/**
 * Gets a new access token for a grant (RFC 6749 §6). Sends no `scope`: such a request asks for the granted scopes, and
 * never for more scopes. A refresh token in the response replaces the old refresh token.
 *
 * @throws OAuthError as {@link exchangeCode}.
 */
export function refreshToken(platform: TokenPlatform, grant: RefreshableGrant): Promise<TokenResponse> {
  return requestToken(platform, grant, {
    grant_type: 'refresh_token',
    refresh_token: grant.refreshToken,
    resource: grant.resource,
  });
}

async function requestToken(
  platform: TokenPlatform,
  client: ClientRegistration & { server: AuthorizationServerMetadata },
  parameters: Record<string, string | undefined>,
): Promise<TokenResponse> {
  const { tokenEndpoint } = client.server;
  const request = authenticatedForm(client, tokenEndpoint, parameters);
  const { response, text, details, ...body } = await send(platform, tokenEndpoint, request, 'token request');
  const { status, ok } = response;
  // Some servers send a form in place of JSON. The words of a refusal may be plain text, but are no web page.
  const form = /^\w+=/.test(text) && Object.fromEntries(new URLSearchParams(text));
  const json: WireObject | undefined =
    body.json ?? (form || (ok || /^\s*</.test(text) ? undefined : { message: text }));
  const secrets = [
    parameters.code,
    parameters.code_verifier,
    parameters.refresh_token,
    client.clientSecret?.value,
    request.headers?.Authorization,
  ];
  // Some servers refuse with status 200. Others send, beside the tokens, an error code that means success.
  if (!ok || !json?.access_token) details.refusal = readServerRefusal(json, secrets, `HTTP ${status}`);
  if (!ok || details.refusal) {
    const words = Object.values(details.refusal ?? {}).join(' ');
    details.retryAfterMs = readRetryAfter(response, platform.now());
    const final = FINAL.test(words) || !(details.retryAfterMs || isTemporary(status, words));
    throw new OAuthError(final && !isOutage(status) ? 'token_request_refused' : 'unexpected_status', details);
  }
  if (!json) throw new OAuthError('response_not_json', details);
  return readTokenResponse(json, details, platform);
}

/**
 * Codes that are final for the grant or the client, with any status below 500 except 429 (RFC 6749 §4.1.2.1, §5.2; RFC
 * 6750 §3.1; OpenID Connect Core §3.1.2.6). Auth0 sends such codes with 403, and also sends `mfa_required`. Salesforce
 * also sends `invalid_grant` while another refresh with the same token is being processed, and for its rate limit; these
 * refusals are not final.
 */
const FINAL =
  /^(invalid_(grant|client|token)|unauthorized(_client)?|access_denied|(?!pay)\w+_required)\b(?!.*(being.proc|rate exceed))/;
/** The words of temporary errors. */
const TEMPORARY = [
  // The whole server (RFC 6749 §4.1.2.1).
  /tempor|transient|unavail|unexpect|overload|busy|slow|capacity|read.only|mainten|is.starting/i,
  // The network behind the server.
  /timed?.?out|deadline|(un|n.t |(able|failed) to )(reach|connect)|upstream|gateway|addrinfo|socket|fetch|conn\w*.?(refused|reset|abort|closed)/i,
  // A failure of the server, or another refresh at the same time.
  /(unknown|server|system|fatal|network|backend|proxy|base|db).?err|internal(?!.user)|went.wrong|\W50\d|breaker|conflict|lock\b|base.is|mysql.s|sqlstate|concurrent.(re|up)|progress|being.proc/i,
  // A rate limit, or a firewall (RFC 8628 §3.5).
  /(rate|request|limit).?(limit|exceed)|quota|exhaust|too.?many|throttl|arrest|user.?agent|try.(again.)?(your|in|later|after)/i,
];
/** A timeout or a limit of sessions, or a refused parameter. Such an error is final, although its words match above. */
const NOT_TEMPORARY = /(session|idle|activity|login).?(has.)?(tim|limit)|sessions|param/i;
/** Errors about the request or the grant. No gateway sends such errors. */
const ABOUT_THE_GRANT =
  /^(invalid|unsupp|expire|revoke|disab|token|session|user|account|grant)[-\w]|refresh.?token|invalid.grant/i;

/**
 * Whether the same request may succeed later. The response of a gateway, a rate limit or a failing server says nothing
 * about the grant; a refusal by the token endpoint itself is about the grant.
 */
export function isTemporary(status: number, words: string): boolean {
  const isListed =
    [200, 400, 401, 410, 422, 440, 498].includes(status) || (status < 408 && ABOUT_THE_GRANT.test(words));
  return !isListed || (!NOT_TEMPORARY.test(words) && TEMPORARY.some((pattern) => pattern.test(words)));
}

const SHORTEST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 600_000;

/** Reads `Retry-After`, in seconds or as a date (RFC 9110 §10.2.3), bounded so that no server can block a session. */
function readRetryAfter({ headers }: Response, nowMs: number): number | undefined {
  const value = headers.get('Retry-After') ?? '';
  const delayMs = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  return delayMs >= 0 ? Math.min(Math.max(delayMs, SHORTEST_WAIT_MS), LONGEST_WAIT_MS) : undefined;
}

/**
 * Visible characters (RFC 6749 Appendix A.12). RFC 6750 §2.1 allows fewer characters, but widely used servers issue
 * tokens with a colon. No character can break out of the header.
 */
const BEARER_TOKEN = /^[!-~]+$/;
/** 366 days. */
const LONGEST_LIFETIME_S = 31_622_400;

function readTokenResponse(
  json: WireObject,
  details: FailureDetails,
  { now, tokenType: expected = 'bearer' }: TokenPlatform,
): TokenResponse {
  const accessToken = textOf(json.access_token) ?? '';
  const type = textOf(json.token_type);
  if (!BEARER_TOKEN.test(accessToken)) throw new OAuthError('token_response_invalid', details);
  if (type?.toLowerCase() !== expected) {
    // A hostile server may repeat a secret here. Seven characters are fewer than the shortest part that errors mask.
    throw new OAuthError('token_response_invalid', { ...details, found: type?.slice(0, 7), expected });
  }
  const lifetimeS = Math.min(numberOf(json.expires_in), LONGEST_LIFETIME_S);
  const scopes = readScopes(json.scope);
  return {
    accessToken,
    // Some servers send a string. Zero, a negative number, null and an absent value mean an unknown lifetime.
    expiresAtMs: lifetimeS > 0 ? now() + lifetimeS * 1000 : undefined,
    refreshToken: textOf(json.refresh_token),
    // Empty or absent means the requested scopes (RFC 6749 §5.1).
    scopes: scopes.length ? scopes : undefined,
    idToken: textOf(json.id_token),
  };
}

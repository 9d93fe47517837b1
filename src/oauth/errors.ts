import { formEncode } from './client-authentication.ts';
import { isText, type WireObject } from './json.ts';

/**
 * The reason why a step of the flow failed. A closed union, so that a caller can `switch` over it exhaustively;
 * `describeOAuthError` in `error-descriptions.ts` explains each to the user.
 */
export type OAuthErrorCode =
  // before anything is sent
  | 'insecure_context'
  | 'framed'
  | 'origin_mismatch'
  | 'storage_unavailable'
  | 'reserved_parameter'
  | 'offline'
  // any request
  | 'unreachable'
  | 'timeout'
  | 'response_too_large'
  | 'response_not_json'
  | 'unexpected_status'
  // discovery
  | 'unsafe_url'
  | 'authorization_not_required'
  | 'not_an_mcp_server'
  | 'resource_metadata_not_found'
  | 'resource_metadata_invalid'
  | 'resource_mismatch'
  | 'server_metadata_not_found'
  | 'server_metadata_invalid'
  | 'issuer_mismatch'
  | 'pkce_unsupported'
  | 'token_endpoint_elsewhere'
  // client registration
  | 'client_unknown'
  | 'registration_refused'
  | 'registration_invalid'
  // pushed authorization request
  | 'request_uri_missing'
  // authorization response
  | 'no_authorization_response'
  | 'malformed_authorization_response'
  | 'unknown_state'
  | 'unverified_refusal'
  | 'sign_in_expired'
  | 'response_issuer_missing'
  | 'response_issuer_mismatch'
  | 'access_denied'
  | 'authorization_refused'
  | 'interaction_required'
  // token endpoint
  | 'token_request_refused'
  | 'token_response_invalid'
  | 'id_token_invalid'
  // proof of possession
  | 'dpop_unsupported'
  | 'dpop_key_unavailable'
  | 'dpop_proof_refused'
  // session
  | 'no_refresh_token'
  | 'signed_out'
  | 'step_up_exhausted'
  | 'insufficient_scope';

/** The purpose of a request. If the browser hides the response, the purpose tells which server to fix. */
export type Step =
  | 'challenge'
  | 'resource metadata'
  | 'server metadata'
  | 'registration'
  | 'pushed authorization request'
  | 'token request'
  /** A token request that carries a proof (RFC 9449 §5). */
  | 'token request with DPoP'
  | 'revocation'
  | 'userinfo';

/** The error response of an authorization server: untrusted text, truncated and cleaned. */
export interface ServerRefusal {
  /** The `error` code (RFC 6749 §4.1.2.1, §5.2). */
  error: string;
  /** The `error_description`, if any. Show it as text, and attribute it to the server. */
  description?: string | undefined;
}

/** The details of a failure besides its code. */
export interface FailureDetails {
  /** The URL of the failure, without its query, which might contain a secret. */
  at?: string | undefined;
  refusal?: ServerRefusal | undefined;
  /** The request that failed; absent when no request failed. */
  step?: Step | undefined;
  /** The HTTP status of the response. */
  status?: number | undefined;
  /** How long the server asks to wait (RFC 9110 §10.2.3); absent when it does not say. */
  retryAfterMs?: number | undefined;
  /**
   * With `id_token_invalid`: the wrong claim of the ID token; absent when the token cannot be read. Otherwise: the
   * wrong member of the metadata.
   */
  claim?: string | undefined;
  /** Both values of a mismatch. `found` is untrusted text, truncated and cleaned. */
  found?: unknown;
  expected?: string | undefined;
  /** The scopes that the API requires, with `insufficient_scope` (RFC 6750 §3); empty when it does not say. */
  scopes?: readonly string[] | undefined;
  /** The other authorization servers of the resource, when the chosen one failed (RFC 9728 §7.6). */
  otherAuthorizationServers?: readonly string[] | undefined;
  /** Where to return to after a new sign-in: a path of this origin. Present once the sign-in is known. */
  returnTo?: string | undefined;
}

/**
 * The error of this module. `message` is the code and the URL, for logs; the text for the user comes from
 * `error-descriptions.ts`. Neither of these texts, nor `cause`, ever contains an authorization code, a verifier or a
 * token.
 */
export class OAuthError extends Error implements FailureDetails {
  override readonly name = 'OAuthError';
  declare readonly at?: string;
  declare readonly refusal?: ServerRefusal | undefined;
  declare readonly step?: Step;
  declare readonly status?: number;
  declare readonly retryAfterMs?: number | undefined;
  declare readonly claim?: string | undefined;
  declare readonly found?: string;
  declare readonly expected?: string | undefined;
  declare readonly scopes?: readonly string[] | undefined;
  declare otherAuthorizationServers?: readonly string[] | undefined;
  declare returnTo?: string | undefined;

  declare readonly code: OAuthErrorCode;

  /** @param details `secrets` are the secrets that `found` may repeat. They are masked. */
  constructor(
    code: OAuthErrorCode,
    { cause, secrets, ...details }: FailureDetails & { cause?: unknown; secrets?: Secrets | undefined } = {},
  ) {
    const at = details.at?.split(/[?#]/)[0];
    super(at ? `${code} at ${at}` : code, { cause });
    if ('found' in details) details.found = masked(plainText(details.found), secrets);
    Object.assign(this, details, { code, at });
  }
}

const LONGEST_TEXT = 300;

/**
 * Reads an error response (RFC 6749 §4.1.2.1, §5.2). Some servers put the code in another member, or send an object as
 * `error`. Control and bidirectional characters are replaced and long text is truncated, so that a hostile server
 * cannot alter the look of the page.
 *
 * @param sent the secrets of the request, which some servers repeat in their text.
 * @param unnamed the code to use if the server describes an error but gives no code.
 * @returns `undefined` when the response contains no error.
 */
export function readServerRefusal(
  response: object = {},
  sent?: Secrets,
  unnamed?: string,
): ServerRefusal | undefined {
  const { error, errors }: WireError = response;
  // The members of each object, and of the first object in a list, are read like members of the response. They are not
  // copied, because an object or a text may have half a million members.
  const first = (value: unknown): WireObject => Object([value].flat()[0]);
  const sources = [response, ...Object.values(response), first(errors).extensions].map(first);
  const members = (names: string): unknown[] =>
    names.split(' ').flatMap((name) => sources.map((source) => source[name]));
  // RFC 6749 §5.2, RFC 9457 §3.1, and the members of Okta, AWS, Supabase, Google, Clerk, VK, WeChat, Zoom, Stytch and
  // Apigee. NestJS sends a list of messages, FastAPI a list of objects with `msg`, and GraphQL an object `extensions`. The
  // `error_reason` of Facebook says who refused.
  const description = members(
    'error_reason error_description errorDescription errorSummary errorMessage error_message error_msg errmsg msg message detail title description reason faultstring',
  )
    .flat()
    .find(isText);
  const named = [
    ...members('error error_code errorCode error_type __type code'),
    Object(error).message,
    description && unnamed,
  ].find(isText);
  if (!named) return undefined;
  const read = (text: string) => masked(plainText(text), sent);
  return { error: read(named).slice(0, 60), description: description && read(description) };
}

/** The members of an error response that may have further members. */
type WireError = Partial<Record<'error' | 'errors', unknown>>;

/**
 * Returns the text of a value, without the credentials in URLs. Credentials end at the last `@` of the authority.
 * Objects are shown as JSON. `String()` throws for `{"toString":0}`, and for a list that is nested too deep.
 */
function plainText(value: unknown): string {
  try {
    const text = String(value);
    return (/\[object O/.test(text) ? JSON.stringify(value) : text)
      .replace(/\/\/[^/]*@/g, '//…@')
      .slice(0, LONGEST_TEXT)
      .replace(/\p{Cc}|\p{Cf}/gu, ' ');
  } catch {
    return '(not text)';
  }
}

/** Values that no error may contain. */
export type Secrets = readonly (string | undefined)[];

/** A part of a secret is masked if it has at least this length, because a server may repeat only a part. */
const SHORTEST_PART = 8;

/**
 * Masks secrets in a text of a server, in plain and in form-encoded spelling. Looks up each part of the text in the
 * secrets and not the reverse, because the text is short, but a server may issue a token of any length.
 */
function masked(text: string, secrets: Secrets = []): string {
  const shown = text.split('');
  for (const secret of secrets.filter(isText).flatMap((each) => [each, formEncode(each)])) {
    const length = Math.min(secret.length, SHORTEST_PART);
    for (let at = 0; at + length <= text.length; at += 1)
      if (secret.includes(text.slice(at, at + length))) shown.fill('…', at, at + length);
  }
  return shown.join('').replace(/…+/g, '…');
}

/** Returns an `OAuthError` unchanged. Any other error is a defect, and gets a code. */
export function asOAuthError(error: unknown): OAuthError {
  return error instanceof OAuthError ? error : new OAuthError('unreachable', { cause: error });
}

/** Whether the server no longer accepts the client (RFC 6749 §5.2), so that the next sign-in registers again. */
export function isClientRefusal(error: unknown): boolean {
  return error instanceof OAuthError && /^(invalid|unauthorized)_client$/.test(error.refusal?.error ?? '');
}

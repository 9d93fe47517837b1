import { isText } from './json.ts';

/**
 * Why a step of the flow stopped. A closed union, so that a caller can `switch` over it exhaustively;
 * `describeOAuthError` in `error-descriptions.ts` says of each what happened and what to do next.
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
  // session
  | 'no_refresh_token'
  | 'signed_out'
  | 'step_up_exhausted'
  | 'insufficient_scope';

/** What a request was for. It says which server has to be put right when a browser may not read the answer. */
export type Step =
  | 'challenge'
  | 'resource metadata'
  | 'server metadata'
  | 'registration'
  | 'token request'
  | 'revocation'
  | 'userinfo';

/** What an authorization server said about a refusal: text of somebody else, already cut short and cleaned. */
export interface ServerRefusal {
  /** The `error` code (RFC 6749 §4.1.2.1, §5.2). */
  error: string;
  /** The `error_description`, if any. Show it as text, and as the server's words. */
  description?: string;
}

/** What is known of a failure besides its code. */
export interface FailureDetails {
  /** The address it happened at; its query, which might hold a secret, is left out. */
  at?: string;
  refusal?: ServerRefusal | undefined;
  /** Which request failed; absent where none did. */
  step?: Step;
  /** The HTTP status that the request was answered with. */
  status?: number;
  /** How long the server asks to wait; absent when it does not say (RFC 9110 §10.2.3). */
  retryAfterMs?: number | undefined;
  /** Both values of a mismatch. What was found is text of a server, cut short and cleaned. */
  found?: unknown;
  expected?: string | undefined;
  /** What the API demands (RFC 6750 §3), with `insufficient_scope`; empty when it does not say. */
  scopes?: readonly string[] | undefined;
  /** Where to go on after a new sign-in: a path of our own origin. Known once the sign-in is. */
  returnTo?: string | undefined;
}

/**
 * Every failure of this module. `message` is the code and the place, for logs; what a person is told comes
 * from `error-descriptions.ts`. Neither they nor `cause` ever hold a code, a verifier or a token.
 */
export class OAuthError extends Error implements FailureDetails {
  override readonly name = 'OAuthError';
  declare readonly at?: string;
  declare readonly refusal?: ServerRefusal | undefined;
  declare readonly step?: Step;
  declare readonly status?: number;
  declare readonly retryAfterMs?: number | undefined;
  declare readonly found?: string;
  declare readonly expected?: string | undefined;
  declare readonly scopes?: readonly string[] | undefined;
  declare returnTo?: string | undefined;

  readonly code: OAuthErrorCode;

  constructor(code: OAuthErrorCode, { cause, ...details }: FailureDetails & { cause?: unknown } = {}) {
    const at = details.at?.replace(/[?#][\s\S]*/, '');
    super(at ? `${code} at ${at}` : code, { cause });
    this.code = code;
    Object.assign(this, details, { at });
    // An address may hold a password.
    if ('found' in details) {
      Object.assign(this, { found: plainText(String(details.found)).replace(/\/\/[^/@]*@/, '//…@') });
    }
  }
}

const LONGEST_TEXT = 300;

/**
 * Reads the refusal out of an error response (RFC 6749 §4.1.2.1, §5.2). Some servers put the code into other
 * members, or an object in its place. Control and bidirectional characters are dropped and long text is cut: a
 * hostile server must not dress up our page.
 *
 * @returns `undefined` when the response names no error.
 */
export function readServerRefusal(response: object = {}): ServerRefusal | undefined {
  const { error, ...members }: WireError = response;
  const nested: WireError = Object(error);
  const named = [error, members.error_code, nested.message, nested.code].find(isText);
  if (!named) return undefined;
  const refusal: ServerRefusal = { error: plainText(named).slice(0, 60) };
  const description = [members.error_description, members.msg, members.message, nested.message].find(isText);
  if (description) refusal.description = plainText(description);
  return refusal;
}

type WireError = Partial<
  Record<'error' | 'error_description' | 'error_code' | 'msg' | 'message' | 'code', unknown>
>;

function plainText(text: string): string {
  return text.slice(0, LONGEST_TEXT).replace(/[\p{Cc}\p{Cf}]/gu, ' ');
}

/** An error that is no OAuthError is a defect; it becomes the cause of one, so that it has a code all the same. */
export function asOAuthError(error: unknown): OAuthError {
  return error instanceof OAuthError ? error : new OAuthError('unreachable', { cause: error });
}

/** Whether a server no longer knows the client it registered (RFC 6749 §5.2): the next sign-in registers anew. */
export function isClientRefusal(error: unknown): boolean {
  const refused = error instanceof OAuthError ? error.refusal?.error : undefined;
  return refused === 'invalid_client' || refused === 'unauthorized_client';
}

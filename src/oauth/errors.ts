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
  | 'resource_metadata_not_found'
  | 'resource_metadata_invalid'
  | 'resource_mismatch'
  | 'server_metadata_not_found'
  | 'server_metadata_invalid'
  | 'issuer_mismatch'
  | 'pkce_unsupported'
  // client registration
  | 'client_unknown'
  | 'registration_refused'
  | 'registration_invalid'
  // authorization response
  | 'no_authorization_response'
  | 'malformed_authorization_response'
  | 'unknown_state'
  | 'sign_in_expired'
  | 'response_issuer_missing'
  | 'response_issuer_mismatch'
  | 'access_denied'
  | 'authorization_refused'
  // token endpoint
  | 'token_request_refused'
  | 'token_response_invalid'
  | 'id_token_invalid'
  // session
  | 'no_refresh_token'
  | 'signed_out'
  | 'step_up_exhausted';

/** What a request was for. It says which server has to be put right when a browser may not read the answer. */
export type Step =
  | 'challenge'
  | 'resource metadata'
  | 'server metadata'
  | 'registration'
  | 'token request'
  | 'revocation';

/** What an authorization server said about a refusal: text of somebody else, already cut short and cleaned. */
export interface ServerRefusal {
  /** The `error` code (RFC 6749 §4.1.2.1, §5.2). */
  error: string;
  /** The `error_description`, if any. Show it as text, and as the server's words. */
  description?: string;
}

/**
 * Every failure of this module. `message` is the code and the place, for logs; what a person is told comes
 * from `error-descriptions.ts`. Neither they nor `cause` ever hold a code, a verifier or a token.
 */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly code: OAuthErrorCode;
  /** The address it happened at, without its query, which might hold a secret. */
  readonly at: string | undefined;
  readonly refusal: ServerRefusal | undefined;
  /** Which request failed; absent where none did. */
  readonly step: Step | undefined;

  constructor(
    code: OAuthErrorCode,
    more: { at?: string; cause?: unknown; refusal?: ServerRefusal; step?: Step } = {},
  ) {
    const at = more.at?.replace(/[?#].*/s, '');
    super(at ? `${code} at ${at}` : code, more);
    this.code = code;
    this.at = at;
    this.refusal = more.refusal;
    this.step = more.step;
  }
}

const LONGEST_DESCRIPTION = 300;

/**
 * Reads `error` and `error_description` of an error response (RFC 6749 §4.1.2.1, §5.2). Control and
 * bidirectional characters are dropped and long text is cut: a hostile server must not dress up our page.
 *
 * @returns `undefined` when there is no usable `error`.
 */
export function readServerRefusal(error: unknown, description: unknown): ServerRefusal | undefined {
  if (typeof error !== 'string' || !error) return undefined;
  const refusal: ServerRefusal = { error: plainText(error).slice(0, 60) };
  if (typeof description === 'string' && description) {
    refusal.description = plainText(description).slice(0, LONGEST_DESCRIPTION);
  }
  return refusal;
}

function plainText(text: string): string {
  return text.slice(0, 2 * LONGEST_DESCRIPTION).replace(/[\p{Cc}\p{Cf}]/gu, ' ');
}

/** An error that is no OAuthError is a defect; it becomes the cause of one, so that it has a code all the same. */
export function asOAuthError(error: unknown): OAuthError {
  return error instanceof OAuthError ? error : new OAuthError('unreachable', { cause: error });
}

import { OAuthError } from './errors.ts';

const RESERVED = [
  'response_type',
  'response_mode',
  'client_id',
  'client_secret',
  'redirect_uri',
  'resource',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'code_verifier',
  // `request` or `request_uri` would replace all the other parameters (RFC 9101).
  'request',
  'request_uri',
] as const;

/**
 * Further parameters that a provider accepts: `prompt`, `login_hint`, `ui_locales`, `acr_values`, `max_age`,
 * `audience`, `screen_hint`, … They are sent unchanged. A parameter without a value is not sent.
 */
export type AuthorizationParameters = Readonly<Record<string, string | undefined>> & {
  readonly [Name in (typeof RESERVED)[number]]?: never;
};

/**
 * Whether a server may read a name as the name of a parameter that the protocol itself sends. Some servers ignore the
 * case of names. PHP reads `request.uri`, `request uri` and `request[uri` as `request_uri`; a name may contain the dot,
 * but none of the other characters that servers change (RFC 6749 §8.2).
 */
export function isReserved(name: string): boolean {
  const reserved: readonly string[] = RESERVED;
  return !/^[\w.-]+$/.test(name) || reserved.includes(name.toLowerCase().replaceAll('.', '_'));
}

/**
 * Refuses the parameters that the protocol itself sends. Checks at run time, because settings may come from an
 * unchecked environment.
 * @throws OAuthError `reserved_parameter`.
 */
export function rejectReserved(parameters: AuthorizationParameters): AuthorizationParameters {
  const found = Object.keys(parameters).find(isReserved);
  if (found !== undefined) throw new OAuthError('reserved_parameter', { found });
  return parameters;
}

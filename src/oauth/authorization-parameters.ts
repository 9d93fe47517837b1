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
  // Either would stand for all of them (RFC 9101).
  'request',
  'request_uri',
] as const;

/**
 * What a provider takes besides the protocol's own parameters: `prompt`, `login_hint`, `ui_locales`, `acr_values`,
 * `max_age`, `audience`, `screen_hint`, … They are sent as they are; one that is `undefined` is not sent.
 */
export type AuthorizationParameters = Readonly<Record<string, string | undefined>> & {
  readonly [Name in (typeof RESERVED)[number]]?: never;
};

/** Settings may come from an environment that no type has checked; and some servers read names in any case. */
export function withoutReserved(parameters: AuthorizationParameters): AuthorizationParameters {
  const reserved: readonly string[] = RESERVED;
  const found = Object.keys(parameters).find((name) => reserved.includes(name.trim().toLowerCase()));
  if (found !== undefined) throw new OAuthError('reserved_parameter', { found });
  return parameters;
}

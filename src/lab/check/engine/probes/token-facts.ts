import { decodeBase64UrlText } from '../../../../oauth/base64url.ts';
import { numberOf } from '../../../../oauth/json.ts';
import type { Reply } from '../report-client.ts';
import type { Seconds, TokenFacts, Tokens } from './probe.ts';

/**
 * Splits a token response into the tokens, which stay in memory, and the facts that may be shown. This function also
 * reads responses that `src/oauth` rejects, because a probe must revoke every token that it got. It reads forms, too.
 *
 * @param sent the refresh token of the request, if it has one.
 */
export function readTokens(
  { json: object, text }: Pick<Reply, 'json' | 'text'>,
  sent?: string | null,
): { tokens?: Tokens; facts?: TokenFacts } {
  const json = object ?? formIn(text);
  const { access_token, refresh_token, id_token, token_type, expires_in } = json ?? {};
  const refreshTokenTimeout = secondsOf(json?.refresh_token_timeout);
  const authorizationExpiresIn = secondsOf(json?.authorization_expires_in);
  if (typeof access_token !== 'string' || !access_token) return {};
  const refreshToken = typeof refresh_token === 'string' && refresh_token ? refresh_token : undefined;
  const idToken = typeof id_token === 'string' && id_token ? id_token : undefined;
  const audience = audienceOf(access_token);
  const [, , signature] = access_token.split('.');
  const expiresInS = numberOf(expires_in);
  return {
    tokens: {
      accessToken: access_token,
      ...(refreshToken !== undefined && { refreshToken }),
      ...(idToken !== undefined && { idToken }),
    },
    facts: {
      refreshToken: refreshToken !== undefined,
      ...(refreshToken !== undefined && refreshToken === sent && { sameRefreshToken: true as const }),
      idToken: idToken !== undefined,
      ...(typeof token_type === 'string' && { type: token_type.slice(0, 40) }),
      ...(Number.isFinite(expiresInS) && { expiresInS }),
      ...(refreshTokenTimeout !== undefined && { refreshTokenTimeout }),
      ...(authorizationExpiresIn !== undefined && { authorizationExpiresIn }),
      ...(audience && { audience }),
      ...(audience && signature === '' && { unsigned: true as const }),
      ...(!object && { form: true as const }),
      ...(access_token.split('.').length === JWE_PARTS && { encrypted: true as const }),
    },
  };
}

/** The members of a form, which some servers send in place of a JSON object. */
export const formIn = (text: string): Record<string, string> | undefined =>
  /^\w+=/.test(text) ? Object.fromEntries(new URLSearchParams(text)) : undefined;

/** `null` counts as absent. A value that is not a number is not kept, because it could contain a secret. */
function secondsOf(value: unknown): Seconds | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'number' && Number.isFinite(value) ? value : 'no number';
}

/** A JWE in compact serialization has five parts, and a signed JWT has three. */
const JWE_PARTS = 5;

/** The audience of a JWT; `undefined` for any other token. */
function audienceOf(token: string): readonly string[] | undefined {
  const [, payload, signature] = token.split('.');
  if (payload === undefined || signature === undefined) return undefined;
  try {
    const { aud }: { aud?: unknown } = Object(JSON.parse(decodeBase64UrlText(payload)));
    return [aud].flat().filter((audience) => typeof audience === 'string');
  } catch {
    return undefined;
  }
}

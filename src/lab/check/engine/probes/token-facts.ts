import { decodeBase64UrlText } from '../../../../oauth/base64url.ts';
import type { Seconds, TokenFacts, Tokens } from './probe.ts';

/**
 * Takes an answer of a token endpoint apart: the tokens, for memory, and what may be told of them. Reads also what
 * `src/oauth` refuses: a probe gives back every token that it was given.
 */
export function readTokens(json: Record<string, unknown> | undefined): {
  tokens?: Tokens;
  facts?: TokenFacts;
} {
  const { access_token, refresh_token, id_token, token_type, expires_in } = json ?? {};
  const refreshTokenTimeout = secondsOf(json?.refresh_token_timeout);
  const authorizationExpiresIn = secondsOf(json?.authorization_expires_in);
  if (typeof access_token !== 'string' || !access_token) return {};
  const refreshToken = typeof refresh_token === 'string' && refresh_token ? refresh_token : undefined;
  const idToken = typeof id_token === 'string' && id_token ? id_token : undefined;
  const audience = audienceOf(access_token);
  const expiresInS = Number(expires_in);
  return {
    tokens: {
      accessToken: access_token,
      ...(refreshToken !== undefined && { refreshToken }),
      ...(idToken !== undefined && { idToken }),
    },
    facts: {
      refreshToken: refreshToken !== undefined,
      idToken: idToken !== undefined,
      ...(typeof token_type === 'string' && { type: token_type.slice(0, 40) }),
      ...(expires_in != null && Number.isFinite(expiresInS) && { expiresInS }),
      ...(refreshTokenTimeout !== undefined && { refreshTokenTimeout }),
      ...(authorizationExpiresIn !== undefined && { authorizationExpiresIn }),
      ...(audience && { audience }),
    },
  };
}

/** A member that is null counts as absent; what is no number is not kept, whatever it holds. */
function secondsOf(value: unknown): Seconds | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === 'number' && Number.isFinite(value) ? value : 'no number';
}

/** Whom a JWT is for; `undefined` for a token that is none, or says nothing of it. */
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

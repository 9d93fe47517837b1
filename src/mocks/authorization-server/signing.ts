import { compactVerify, decodeJwt, exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';
import type { Context } from './context.ts';
import type { SigningKey } from './store.ts';

async function createSigningKey(): Promise<SigningKey> {
  return { kid: crypto.randomUUID(), pair: await generateKeyPair('ES256') };
}

/** Signs claims as a JWT of the given `typ` (ES256). */
export async function sign(context: Context, typ: string, claims: Record<string, unknown>): Promise<string> {
  const { kid, pair } = await context.store.signingKey(createSigningKey);
  return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ, kid }).sign(pair.privateKey);
}

/** The public keys that verify the tokens of this server (RFC 7517). */
export async function publicKeys(context: Context): Promise<JSONWebKeySet> {
  const { kid, pair } = await context.store.signingKey(createSigningKey);
  return { keys: [{ ...(await exportJWK(pair.publicKey)), kid, use: 'sig', alg: 'ES256' }] };
}

/**
 * The claims of an ID token that a client sends as `id_token_hint`, even if expired (OpenID Connect Core §3.1.2.1).
 *
 * @returns `undefined` if the text is not an ID token of this server.
 */
export async function readIdTokenHint(
  context: Context,
  token: string,
): Promise<{ subject: string; clientId: string } | undefined> {
  const { pair } = await context.store.signingKey(createSigningKey);
  try {
    const { protectedHeader } = await compactVerify(token, pair.publicKey, { algorithms: ['ES256'] });
    const { iss, sub, aud } = decodeJwt(token);
    // The same key signs access tokens, but they have another type (RFC 9068 §2.1).
    const isIdToken = protectedHeader.typ === 'JWT' && iss === context.issuer;
    return isIdToken && sub !== undefined && typeof aud === 'string'
      ? { subject: sub, clientId: aud }
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The `jti` of an access token, even if the token has expired.
 *
 * @returns `undefined` if the text is not an access token with a valid signature of this server. A client that only
 * knows the `jti` of a token must not be able to revoke the token.
 */
export async function readAccessTokenId(context: Context, token: string): Promise<string | undefined> {
  const { pair } = await context.store.signingKey(createSigningKey);
  try {
    const { protectedHeader } = await compactVerify(token, pair.publicKey, { algorithms: ['ES256'] });
    const { iss, jti } = decodeJwt(token);
    return protectedHeader.typ === 'at+jwt' && iss === context.issuer ? jti : undefined;
  } catch {
    return undefined;
  }
}

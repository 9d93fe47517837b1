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

/** The claims of an `id_token_hint` of this server, even if expired (OpenID Connect Core §3.1.2.1). */
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

/** The `jti` of a validly signed access token, even if expired: knowing a `jti` must not be enough to revoke it. */
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

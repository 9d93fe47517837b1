import { exportJWK, generateKeyPair, type JSONWebKeySet, SignJWT } from 'jose';
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

/** The public keys that tokens of this server verify against (RFC 7517). */
export async function publicKeys(context: Context): Promise<JSONWebKeySet> {
  const { kid, pair } = await context.store.signingKey(createSigningKey);
  return { keys: [{ ...(await exportJWK(pair.publicKey)), kid, use: 'sig', alg: 'ES256' }] };
}

import { base64url } from 'jose';
import type { Context } from './context.ts';
import { readAccessTokenId } from './signing.ts';
import type { AccessTokenRecord } from './store.ts';

/** The hash of an opaque token. The table stores only the hash, so a copy of the table contains no usable token. */
export async function opaqueTokenId(token: string): Promise<string> {
  const octets = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token));
  return base64url.encode(new Uint8Array(octets));
}

/** The record of a JWT or an opaque token that this server issued, even if the token has expired. */
export async function findAccessToken(
  context: Context,
  token: string,
): Promise<AccessTokenRecord | undefined> {
  const jti = (await readAccessTokenId(context, token)) ?? (await opaqueTokenId(token));
  return context.store.get('accessTokens', jti);
}

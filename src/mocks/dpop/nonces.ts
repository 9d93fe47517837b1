import { encodeBase64url } from './base64url.ts';
import type { DpopServer } from './dpop-server.ts';

/** The server then gives out a new nonce, and accepts the old one as long again (RFC 9449 §8.2). */
const STEP_MS = 60_000;

type Issuer = Pick<DpopServer, 'identifier' | 'records' | 'now'>;

/** The nonce that this server gives out now. No other party can compute a nonce in advance (RFC 9449 §11.2). */
export const currentNonce = (server: Issuer): Promise<string> => nonceOf(server, stepOf(server));

/** Whether a nonce is the current or the previous nonce of this server. */
export async function isRecentNonce(server: Issuer, nonce: unknown): Promise<boolean> {
  const step = stepOf(server);
  const recent = await Promise.all([nonceOf(server, step), nonceOf(server, step - 1)]);
  return recent.some((known) => known === nonce);
}

const stepOf = ({ now }: Issuer) => Math.floor(now() / STEP_MS);

async function nonceOf({ identifier, records }: Issuer, step: number): Promise<string> {
  const message = new TextEncoder().encode(`${step} ${identifier}`);
  return encodeBase64url(await crypto.subtle.sign('HMAC', await records.nonceKey(), message));
}

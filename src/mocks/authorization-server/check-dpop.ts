import { verifyProof } from '../dpop/verify-proof.ts';
import { type Context, unlessTolerated } from './context.ts';
import type { Rejection } from './rejections.ts';
import type { RegisteredClient } from './store.ts';

/**
 * Verifies the DPoP proof of a token request, if the request has a proof or needs a proof (RFC 9449 §5, §5.2).
 *
 * @returns the thumbprint of the key of the proof. Without a proof, the thumbprint is `undefined`, and the client gets
 * a bearer token.
 */
export async function checkDpop(
  context: Context,
  request: Request,
  { dpopBoundAccessTokens = false }: RegisteredClient,
): Promise<{ jkt: string | undefined } | Rejection> {
  const { policy } = context;
  // A server without DPoP ignores the header.
  if (policy.dpop === 'off') return { jkt: undefined };
  const needed = policy.dpop === 'required' || dpopBoundAccessTokens;
  if (!needed && !request.headers.has('DPoP')) return { jkt: undefined };
  const proof = await verifyProof(request, context.dpop);
  return typeof proof === 'string' ? { reason: proof } : proof;
}

/** If a code or a refresh token is bound to a key, checks that the proof of the request has this key. */
export function checkKey(
  context: Context,
  boundTo: string | undefined,
  jkt: string | undefined,
  { reason, tolerated }: { reason: `${'code' | 'refresh token'} bound to another key`; tolerated: boolean },
): Rejection | undefined {
  if (boundTo === undefined || boundTo === jkt) return undefined;
  return unlessTolerated(context, tolerated, { reason: jkt === undefined ? 'missing DPoP proof' : reason });
}

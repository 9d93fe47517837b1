import { type Context, unlessTolerated } from './context.ts';
import type { Rejection } from './rejections.ts';
import type { CodeRecord } from './store.ts';
import { comparePkce, isWellFormed } from './verify-pkce.ts';

/**
 * Checks the verifier (RFC 7636 §4.6). If the code has no challenge, a verifier is refused: an attacker may have
 * removed the challenge from the authorization request (the downgrade rule, RFC 9700 §4.8.2).
 */
export async function checkPkce(
  context: Context,
  { codeChallenge, codeChallengeMethod }: CodeRecord,
  codeVerifier: string | undefined,
): Promise<Rejection | undefined> {
  const { downgradeRefused, verifierCheck } = context.policy;
  if (codeChallenge === undefined || codeChallengeMethod === undefined) {
    return codeVerifier === undefined
      ? undefined
      : unlessTolerated(context, !downgradeRefused, { reason: 'code_verifier without challenge' });
  }
  if (codeVerifier === undefined) {
    return unlessTolerated(context, verifierCheck === 'when sent', { reason: 'missing code_verifier' });
  }
  if (!isWellFormed(codeVerifier)) return { reason: 'malformed code_verifier' };
  const comparison = await comparePkce(codeVerifier, codeChallenge, codeChallengeMethod);
  context.observe({ kind: 'compared PKCE', comparison });
  if (comparison.equal) return undefined;
  const tolerated =
    verifierCheck === 'form only' || (verifierCheck === 'either method' && codeVerifier === codeChallenge);
  return unlessTolerated(context, tolerated, { reason: 'code_verifier does not match' });
}

/**
 * WRONG: an answer without any state passes, and that is the one a forger sends.
 * Right, in `src/oauth/authorization-response.ts`: no state, no record, no exchange.
 */
export function readAnswer(callbackUrl: string, kept: { state: string }): string {
  const answer = new URL(callbackUrl).searchParams;
  const state = answer.get('state');
  if (state && state !== kept.state) throw new Error('Not our sign-in.');
  return answer.get('code') ?? '';
}

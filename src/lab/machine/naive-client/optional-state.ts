/**
 * WRONG: a response without a state passes, and a forged response has no state. Right, in
 * `src/oauth/authorization-response.ts`: without a state there is no record, and without it no exchange.
 */
export function readResponse(callbackUrl: string, kept: { state: string; issuer: string }): string {
  const response = new URL(callbackUrl).searchParams;
  if (response.get('iss') !== kept.issuer) throw new Error('Another server.');
  const state = response.get('state');
  if (state && state !== kept.state) throw new Error('Not our sign-in.');
  return response.get('code') ?? '';
}

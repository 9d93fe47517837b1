/**
 * WRONG: the verifier has 43 characters, as required, but an attacker knows all of them except a small number at the
 * end: a counter, the last digits of a clock, `Math.random` with a short seed. Right, in `src/oauth/pkce.ts`: 32 octets
 * from `crypto.getRandomValues`, all of them random.
 */
export function weakVerifier(number: number): string {
  return number.toString(16).padStart(43, '0');
}

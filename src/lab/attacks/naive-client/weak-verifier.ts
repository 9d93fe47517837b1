/** How many different verifiers this client can make: 12 bits, as a clock's last digits or a short PIN give. */
export const WEAK_VERIFIERS = 4096;

/**
 * WRONG: 43 characters long, as the rule wants, and only 4,096 of them possible.
 * Right, in `src/oauth/pkce.ts`: 32 octets from `crypto.getRandomValues`, all of them random.
 */
export function weakVerifier(number: number): string {
  return number.toString(16).padStart(43, '0');
}

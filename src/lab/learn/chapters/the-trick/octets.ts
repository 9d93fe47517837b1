/** The octets of RFC 7636 Appendix B. */
export const OCTETS = Uint8Array.from(
  '74 18 df b4 97 99 e0 25 4f fa 60 7d d8 ad bb ba 16 d4 25 4d 69 d6 bf f0 5b 58 05 58 53 84 8d 79'
    .split(' ')
    .map((octet) => Number.parseInt(octet, 16)),
);

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

export function octetsOf(text: string): Uint8Array {
  const base64 = text.replaceAll('-', '+').replaceAll('_', '/');
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** Returns a base64url text with one bit of one character flipped. */
export function withCharacterFlipped(text: string, index: number): string {
  // The last of 43 characters has two bits of padding at its end. A flip of a padding bit would change no octet.
  const bit = index === 42 ? 0b100 : 1;
  const flipped = ALPHABET[ALPHABET.indexOf(text.charAt(index)) ^ bit] ?? '';
  return text.slice(0, index) + flipped + text.slice(index + 1);
}

/** The number of bits in which two octet sequences differ. */
export function changedBits(some: Uint8Array, others: Uint8Array): number {
  return some.reduce((sum, octet, index) => {
    const difference = octet ^ (others[index] ?? 0);
    return sum + difference.toString(2).replaceAll('0', '').length;
  }, 0);
}

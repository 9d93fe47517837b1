import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { changedBits, OCTETS, octetsOf, withCharacterFlipped } from './octets.ts';

/** The verifier of RFC 7636, Appendix B. */
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';

describe('the octets of the chapter', () => {
  it('are the octets in RFC 7636, Appendix B', () => expect(octetsOf(VERIFIER)).toEqual(OCTETS));

  it('change in a single bit if one bit of any character is flipped', () => {
    for (const index of VERIFIER.split('').keys()) {
      const flipped = withCharacterFlipped(VERIFIER, index);
      expect(flipped).toMatch(/^[\w-]{43}$/);
      expect(changedBits(octetsOf(flipped), OCTETS)).toBe(1);
      expect(withCharacterFlipped(flipped, index)).toBe(VERIFIER);
    }
  });

  it('have a hash in which 91 to 165 of 256 bits change when the first character is flipped', () => {
    const hash = (text: string) => Uint8Array.from(createHash('sha256').update(text).digest());
    const changed = changedBits(hash(withCharacterFlipped(VERIFIER, 0)), hash(VERIFIER));
    expect(changed).toBeGreaterThan(90);
    expect(changed).toBeLessThan(166);
  });
});

import { describe, expect, it } from 'vitest';
import { createSealedLine } from './sealed-line.ts';

describe('a sealed line', () => {
  it('brings a text to the other end, and shows nothing of it on the way', async () => {
    const line = await createSealedLine();
    const sealed = await line.seal('the merger is off');
    expect(atob(sealed)).not.toContain('merger');
    expect(await line.open(sealed)).toBe('the merger is off');
  });

  it('notices a single changed bit', async () => {
    const line = await createSealedLine();
    const octets = Uint8Array.from(atob(await line.seal('a')), (character) => character.charCodeAt(0));
    octets[12] = (octets[12] ?? 0) ^ 1;
    await expect(line.open(btoa(String.fromCharCode(...octets)))).rejects.toThrow();
  });

  it('is of no use to another line', async () => {
    const [one, other] = await Promise.all([createSealedLine(), createSealedLine()]);
    await expect(other.open(await one.seal('a'))).rejects.toThrow();
  });
});

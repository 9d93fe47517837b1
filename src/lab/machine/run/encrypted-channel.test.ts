import { describe, expect, it } from 'vitest';
import { createEncryptedChannel } from './encrypted-channel.ts';

describe('an encrypted channel', () => {
  it('decrypts the text at the other end, and shows no part of it on the way', async () => {
    const channel = await createEncryptedChannel();
    const encrypted = await channel.encrypt('the merger is off');
    expect(atob(encrypted)).not.toContain('merger');
    expect(await channel.decrypt(encrypted)).toBe('the merger is off');
  });

  it('detects a single changed bit', async () => {
    const channel = await createEncryptedChannel();
    const octets = Uint8Array.from(atob(await channel.encrypt('a')), (character) => character.charCodeAt(0));
    octets[12] = (octets[12] ?? 0) ^ 1;
    await expect(channel.decrypt(btoa(String.fromCharCode(...octets)))).rejects.toThrow();
  });

  it('cannot be decrypted by another channel', async () => {
    const [one, other] = await Promise.all([createEncryptedChannel(), createEncryptedChannel()]);
    await expect(other.decrypt(await one.encrypt('a'))).rejects.toThrow();
  });
});

import { describe, expect, it } from 'vitest';
import { testWorld } from '../../../mocks/testing/world.ts';
import { readResponse } from './optional-state.ts';
import { challengeOf } from './padded-challenge.ts';
import { keepVerifier, takeVerifier } from './shared-slot.ts';

const OURS = { state: 'ours', issuer: 'https://id.example' };

describe('each mistake of the naive client has its consequence', () => {
  it('the authorization server refuses a padded challenge (RFC 7636 §4.2)', async () => {
    const world = testWorld();
    await world.authorize({ code_challenge: await challengeOf('v'.repeat(43)) });
    expect(world.observations).toContainEqual(
      expect.objectContaining({ kind: 'refused', rejection: { reason: 'malformed code_challenge' } }),
    );
  });

  it('a response without state is accepted if the comparison is optional', () => {
    expect(() =>
      readResponse('https://a.example/?code=c&iss=https://id.example&state=other', OURS),
    ).toThrow();
    expect(readResponse('https://a.example/?code=forged&iss=https://id.example', OURS)).toBe('forged');
  });

  it('a second sign-in overwrites the first sign-in’s verifier in a shared slot', () => {
    const slot = new Map<string, string>();
    const storage = {
      getItem: (key: string) => slot.get(key) ?? null,
      setItem: (key: string, value: string) => void slot.set(key, value),
    };
    keepVerifier('state-1', 'first', storage);
    keepVerifier('state-2', 'second', storage);
    expect(takeVerifier(storage)).toBe('second');
  });
});

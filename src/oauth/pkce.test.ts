import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { calculatePKCECodeChallenge } from 'oauth4webapi';
import { describe, expect, it, vi } from 'vitest';
import { computeCodeChallenge, createCodeVerifier } from './index.ts';

const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const verifiers = fc
  .uint8Array({ minLength: 32, maxLength: 96 })
  .map((octets) => Buffer.from(octets).toString('base64url'));

describe('a code verifier', () => {
  it('encodes 32 random octets as 43 characters of base64url (RFC 7636 §4.1)', () => {
    expect(createCodeVerifier({ randomBytes: () => new Uint8Array(32).fill(255) })).toBe(
      '__________________________________________8',
    );
    expect(createCodeVerifier({ randomBytes })).toMatch(/^[\w-]{43}$/);
  });

  it('is new for every sign-in', () =>
    expect(new Set(Array.from({ length: 100 }, () => createCodeVerifier({ randomBytes }))).size).toBe(100));
});

describe('a code challenge', () => {
  it('equals the example in RFC 7636 Appendix B', async () => {
    expect(await computeCodeChallenge('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    );
  });

  it('equals the challenge of node:crypto and of oauth4webapi for any verifier', async () => {
    await fc.assert(
      fc.asyncProperty(verifiers, async (verifier) => {
        const challenge = await computeCodeChallenge(verifier);
        expect(challenge).toBe(createHash('sha256').update(verifier).digest('base64url'));
        expect(challenge).toBe(await calculatePKCECodeChallenge(verifier));
      }),
    );
  });

  it('fails with insecure_context if the browser has no WebCrypto', async () => {
    vi.stubGlobal('crypto', {});
    await expect(computeCodeChallenge('x'.repeat(43))).rejects.toMatchObject({ code: 'insecure_context' });
    vi.unstubAllGlobals();
  });
});

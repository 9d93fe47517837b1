import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readIdToken } from './index.ts';
import { ISSUER } from './testing/examples.ts';

const NOW_S = 1_750_000_000;
const EXPECTED = { issuer: ISSUER, clientId: 'app', nonce: 'nonce-1', nowMs: NOW_S * 1000 };
const CLAIMS = { iss: ISSUER, sub: 'person-1', aud: 'app', exp: NOW_S + 900, iat: NOW_S, nonce: 'nonce-1' };

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const idToken = (changes: object = {}) =>
  `${part({ alg: 'ES256' })}.${part({ ...CLAIMS, ...changes })}.signature`;

describe('an ID token from the token endpoint (OIDC Core §3.1.3.7)', () => {
  it('tells who the user is', () => {
    expect(readIdToken(idToken({ name: 'Ada Lovelace' }), EXPECTED)).toEqual({
      subject: 'person-1',
      name: 'Ada Lovelace',
      claims: { ...CLAIMS, name: 'Ada Lovelace' },
    });
    expect(readIdToken(idToken({ preferred_username: 'adá' }), EXPECTED).name).toBe('adá');
    expect(readIdToken(idToken(), EXPECTED).name).toBeUndefined();
    expect(readIdToken(idToken({ sub: 7 }), EXPECTED).subject).toBe('7');
  });

  it.each([
    ['another issuer', { iss: `${ISSUER}/` }],
    ['no audience', { aud: [] }],
    ['another authorised party', { aud: ['app', 'other'], azp: 'other' }],
    ['no nonce', { nonce: undefined }],
    ['no subject', { sub: '' }],
    ['a numeric subject that JavaScript cannot hold exactly', { sub: 2 ** 53 }],
    ['an expiry before the time of issue', { exp: NOW_S - 1 }],
    ['an expiry more than a day ago', { iat: NOW_S - 200_000, exp: NOW_S - 100_000 }],
    ['an expiry at the time of issue', { exp: NOW_S, iat: NOW_S }],
    ['an expiry exactly a day ago', { iat: NOW_S - 100_000, exp: NOW_S - 86_400 }],
    ['a time of issue exactly a day ahead', { iat: NOW_S + 86_400, exp: NOW_S + 100_000 }],
    ['text as the expiry', { exp: '9999999999' }],
    // `String()` and `Number()` throw for such an object.
    ...['iss', 'sub', 'aud', 'azp', 'exp', 'iat', 'nonce'].map((claim): [string, object] => [
      `an object instead of text as ${claim}`,
      { [claim]: { toString: 0 } },
    ]),
  ])('with %s is refused', (_what, changes) => {
    expect(() => readIdToken(idToken(changes), EXPECTED)).toThrow(
      expect.objectContaining({ code: 'id_token_invalid' }),
    );
  });

  it.each<[string, object, object]>([
    ['iss', { iss: 'https://sts.example/t1/' }, { found: 'https://sts.example/t1/', expected: ISSUER }],
    ['aud', { aud: ['other', 'another'] }, { found: 'other,another', expected: 'app' }],
    ['azp', { azp: 'other' }, { found: 'other', expected: 'app' }],
    ['nonce', { nonce: 'nonce-2' }, {}],
    ['sub', { sub: 7.5 }, {}],
    [
      'iat',
      { iat: NOW_S + 100_000, exp: NOW_S + 200_000 },
      { found: String(new Date((NOW_S + 100_000) * 1000)) },
    ],
    ['iat', { iat: String(NOW_S) }, { found: String(NOW_S) }],
    ['exp', { exp: undefined }, { found: 'undefined' }],
    // `exp` is before `iat`: the token is invalid at any time, so the error has no expected time.
    ['exp', { exp: NOW_S - 1 }, { found: String(NOW_S - 1) }],
    ['exp', { iat: 0, exp: 1 }, { found: String(new Date(1_000)), expected: String(new Date(NOW_S * 1000)) }],
  ])('is refused with an error that has both values: %s', (claim, changes, values) => {
    let error: unknown;
    try {
      readIdToken(idToken(changes), EXPECTED);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ code: 'id_token_invalid', claim, ...values });
    expect(JSON.stringify(error)).not.toContain('nonce-');
  });

  it('for several audiences is accepted, with or without an authorised party (errata 2)', () => {
    expect(readIdToken(idToken({ aud: ['app', 'other'], azp: 'app' }), EXPECTED).subject).toBe('person-1');
    expect(readIdToken(idToken({ aud: ['app', 'other'] }), EXPECTED).subject).toBe('person-1');
  });

  it.each([undefined, null, ''])('without an authorised party is accepted: %j', (azp) => {
    expect(readIdToken(idToken({ azp }), EXPECTED).subject).toBe('person-1');
  });

  it('must have a nonce only if the request had a nonce', () => {
    const { nonce: _sent, ...expected } = EXPECTED;
    for (const nonce of [undefined, 'of-the-server']) {
      expect(readIdToken(idToken({ nonce }), expected).subject).toBe('person-1');
    }
  });

  it('is accepted by a device whose clock is wrong by 23 hours', () => {
    for (const offMs of [-23, 23].map((hours) => hours * 3600_000)) {
      expect(readIdToken(idToken(), { ...EXPECTED, nowMs: EXPECTED.nowMs + offMs }).subject).toBe('person-1');
    }
  });

  it('in any other form is refused, always with the code `id_token_invalid`', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json().map((json) => `e30.${Buffer.from(json).toString('base64url')}.x`),
        ),
        (text) => {
          expect(() => readIdToken(text, EXPECTED)).toThrow(
            expect.objectContaining({ code: 'id_token_invalid' }),
          );
        },
      ),
    );
  });
});

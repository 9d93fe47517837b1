import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SERVER, TOKENS } from './testing/examples.ts';
import { answering, exchange } from './testing/exchanging.ts';
import { formOf, granting } from './testing/servers.ts';

const answeringWith = (changes: object) => answering(granting(changes));

describe('a token response (RFC 6749 §5.1)', () => {
  it.each([
    ['no access token', { access_token: undefined }],
    ['an empty access token', { access_token: '' }],
    ['an access token that is not a string', { access_token: 7 }],
    ['no token type', { token_type: undefined }],
    ['another token type', { token_type: 'DPoP' }],
    ['a token type that is not text', { token_type: { toString: 0 } }],
  ])('with %s is rejected', async (_what, changes) => {
    await expect(exchange(answeringWith(changes))).rejects.toMatchObject({ code: 'token_response_invalid' });
  });

  it('without a token is reported with the server’s reason, and repeats no secret of the request', async () => {
    const answer = answering((request) =>
      Response.json({ success: false, message: `No seat for ${formOf(request).code_verifier}.` }),
    );
    const error = await exchange(answer).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'token_request_refused',
      refusal: { error: 'HTTP 200', description: expect.stringMatching(/^No seat for .{1,10}\.$/) },
    });
  });

  it.each([
    ['BearerToken', 'BearerT'],
    [undefined, 'undefined'],
  ])('of another type is reported with both types, shortened: %s', async (token_type, found) => {
    const error: unknown = await exchange(answeringWith({ token_type })).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ at: SERVER.tokenEndpoint, found, expected: 'bearer' });
  });

  it('may contain a token of any visible ASCII characters, and of no other characters', async () => {
    const visible = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));
    const other = fc.oneof(
      fc.constantFrom(' ', '\t', '\r', '\n', '\0', '\x7f'),
      fc.constantFrom('é', '\u2028'),
    );
    const token = fc.array(visible, { minLength: 1 }).map((characters) => characters.join(''));
    await fc.assert(
      fc.asyncProperty(token, async (access_token) => {
        expect((await exchange(answeringWith({ access_token }))).accessToken).toBe(access_token);
      }),
    );
    await fc.assert(
      fc.asyncProperty(token, other, token, async (before, character, after) => {
        await expect(
          exchange(answeringWith({ access_token: before + character + after })),
        ).rejects.toMatchObject({ code: 'token_response_invalid' });
      }),
    );
  });

  it('may spell Bearer in any case, and is rejected with any other type', async () => {
    await fc.assert(
      fc.asyncProperty(fc.mixedCase(fc.constant('bearer')), async (token_type) => {
        expect((await exchange(answeringWith({ token_type }))).accessToken).toBe('access-1');
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.string(), async (token_type) => {
        fc.pre(token_type.toLowerCase() !== 'bearer');
        await expect(exchange(answeringWith({ token_type }))).rejects.toMatchObject({
          code: 'token_response_invalid',
        });
      }),
    );
  });

  it('has a plausible expiry or no expiry, for any `expires_in`', async () => {
    const lifetimes = fc.oneof(
      fc.double(),
      fc.integer(),
      fc.string(),
      fc.constantFrom(0, -1, 1e20, null, '900', true, []),
    );
    await fc.assert(
      fc.asyncProperty(lifetimes, async (expires_in) => {
        const platform = answeringWith({ expires_in });
        const { expiresAtMs = platform.nowMs } = await exchange(platform);
        expect(expiresAtMs).toBeGreaterThanOrEqual(platform.nowMs);
        expect(expiresAtMs).toBeLessThanOrEqual(platform.nowMs + 366 * 24 * 3600_000);
      }),
    );
  });

  it.each([
    ['900', 900_000],
    [1e12, 366 * 24 * 3600_000],
    [1, 1_000],
    [0, undefined],
    [-1, undefined],
    [null, undefined],
    [undefined, undefined],
  ])('with expires_in %j expires after %j ms', async (expires_in, ms) => {
    const platform = answeringWith({ expires_in });
    const { expiresAtMs } = await exchange(platform);
    expect(expiresAtMs).toBe(ms === undefined ? undefined : platform.nowMs + ms);
  });

  it('has only values that the server sent in a valid form', async () => {
    const bare = await exchange(answering(() => Response.json({ access_token: 'a', token_type: 'bearer' })));
    expect(bare).toEqual({ accessToken: 'a' });
    const odd = { refresh_token: '', id_token: 7, scope: { a: 1 }, expires_in: { toString: 0 } };
    expect(await exchange(answeringWith(odd))).toEqual({ accessToken: expect.any(String) });
  });

  it('may have unknown members, even __proto__', async () => {
    const wire = JSON.stringify(TOKENS).replace('{', '{"__proto__":{"polluted":1},"extra":[1],');
    expect((await exchange(answering(() => new Response(wire)))).accessToken).toBe('access-1');
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (extra) => {
        expect((await exchange(answeringWith({ ...extra, ...TOKENS }))).accessToken).toBe('access-1');
      }),
    );
  });
});

import fc from 'fast-check';
import * as oauth from 'oauth4webapi';
import { describe, expect, it } from 'vitest';
import {
  type AuthorizationCode,
  createAuthorizationRequest,
  exchangeCode,
  refreshToken,
  revokeToken,
  savePendingAuthorization,
  validateAuthorizationResponse,
} from './index.ts';
import { ISSUER, MCP, REDIRECT_URI, SERVER, TOKENS } from './testing/examples.ts';
import { type Responder, type SentRequest, type TestPlatform, testPlatform } from './testing/platform.ts';
import { formOf, granting, refusing, testServers, unreachable } from './testing/servers.ts';

const answering = (answer: Responder) => testPlatform(testServers({ [SERVER.tokenEndpoint]: answer }));
const answeringWith = (changes: object) => answering(granting(changes));
const GRANT = { server: SERVER, clientId: 'app', resource: MCP, refreshToken: 'refresh-1' };

async function validatedCode(platform: TestPlatform): Promise<AuthorizationCode> {
  const { pending } = await createAuthorizationRequest(platform, {
    server: SERVER,
    clientId: 'app',
    redirectUri: REDIRECT_URI,
    sessionKey: MCP,
    resource: MCP,
    returnTo: '/',
  });
  savePendingAuthorization(platform.tab, pending);
  const answer = new URLSearchParams({ code: 'code-1', state: pending.state, iss: ISSUER });
  return validateAuthorizationResponse(platform, `${REDIRECT_URI}?${answer}`);
}

async function exchange(platform: TestPlatform) {
  return exchangeCode(platform, await validatedCode(platform));
}

/** What oauth4webapi, an independent implementation, sends for the same inputs. */
async function theirRequest(
  send: (fetch: {
    [oauth.customFetch](
      url: string,
      init: oauth.CustomFetchOptions<string, URLSearchParams>,
    ): Promise<Response>;
  }) => Promise<unknown>,
) {
  let sent: { url: string; form: Record<string, string>; type: string | null } | undefined;
  await send({
    async [oauth.customFetch](url, { body, headers }) {
      sent = {
        url,
        form: Object.fromEntries(new URLSearchParams(body)),
        type: new Headers(headers).get('Content-Type'),
      };
      return new Response();
    },
  });
  return sent;
}

const ourRequest = (request: SentRequest | undefined) => ({
  url: request?.url,
  form: formOf(request),
  type: request?.headers.get('Content-Type'),
});

const THEIR_SERVER: oauth.AuthorizationServer = {
  issuer: ISSUER,
  token_endpoint: SERVER.tokenEndpoint,
  revocation_endpoint: `${ISSUER}/revoke`,
};
const THEIR_CLIENT: oauth.Client = { client_id: 'app' };

describe('the exchange of a code', () => {
  it('sends one request: code, verifier, client, redirect URI, resource (RFC 7636 §4.5, RFC 8707 §2.2)', async () => {
    const platform = testPlatform(testServers());
    const code = await validatedCode(platform);
    expect(await exchangeCode(platform, code)).toEqual({
      accessToken: 'access-1',
      refreshToken: 'refresh-1',
      scopes: ['notes:read'],
      expiresAtMs: platform.nowMs + 900_000,
    });
    expect(platform.requests).toHaveLength(1);
    expect(formOf(platform.requests[0])).toEqual({
      grant_type: 'authorization_code',
      code: 'code-1',
      code_verifier: code.pending.codeVerifier,
      client_id: 'app',
      redirect_uri: REDIRECT_URI,
      resource: MCP,
    });
  });

  it('sends no cookies and no credentials, and follows no redirect', async () => {
    const platform = testPlatform(testServers());
    await exchange(platform);
    expect(platform.requests[0]?.init).toMatchObject({ credentials: 'omit', redirect: 'error' });
    expect(platform.requests[0]?.headers.has('Authorization')).toBe(false);
  });

  it('requests JSON, and reports the address and the step of a failure', async () => {
    const platform = testPlatform(testServers());
    await exchange(platform);
    expect(platform.requests[0]?.headers.get('Accept')).toBe('application/json');
    for (const answer of [() => new Response('', { status: 500 }), () => new Response('no')]) {
      await expect(exchange(answering(answer))).rejects.toMatchObject({
        at: SERVER.tokenEndpoint,
        step: 'token request',
      });
    }
  });

  it.each([
    [{ method: 'client_secret_post', value: 's3' } as const, null, 's3'],
    [{ method: 'client_secret_basic', value: 's3' } as const, `Basic ${btoa('app:s3')}`, null],
    [undefined, null, null],
  ])('with the secret %j authenticates by the method of the secret', async (clientSecret, header, member) => {
    const platform = testPlatform(testServers());
    await refreshToken(platform, { ...GRANT, clientSecret });
    const [request] = platform.requests;
    expect(request?.headers.get('Authorization')).toBe(header);
    const form = new URLSearchParams(request?.body);
    expect(form.get('client_secret')).toBe(member);
    expect(form.get('client_id')).toBe(header ? null : 'app');
  });

  it('sends the same request as oauth4webapi for the same inputs', async () => {
    const platform = testPlatform(testServers());
    const code = await validatedCode(platform);
    await exchangeCode(platform, code);
    const theirs = await theirRequest((fetch) =>
      oauth.authorizationCodeGrantRequest(
        THEIR_SERVER,
        THEIR_CLIENT,
        oauth.None(),
        oauth.validateAuthResponse(
          THEIR_SERVER,
          THEIR_CLIENT,
          new URLSearchParams({ code: 'code-1', state: 's', iss: ISSUER }),
          's',
        ),
        REDIRECT_URI,
        code.pending.codeVerifier,
        { ...fetch, additionalParameters: { resource: MCP } },
      ),
    );
    expect(ourRequest(platform.requests[0])).toEqual(theirs);
  });

  it.each<[string, string, Responder]>([
    ['an OAuth error with 400', 'token_request_refused', refusing('invalid_grant')],
    ['an OAuth error with 401', 'token_request_refused', refusing('invalid_client', 401)],
    ['an error page', 'token_request_refused', () => new Response('no', { status: 400 })],
    ['a failing server', 'unexpected_status', refusing('server_error', 500)],
    [
      'a page',
      'response_not_json',
      () => new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html' } }),
    ],
    ['truncated JSON', 'response_not_json', () => new Response('{"access_token":"a"')],
    ['an endless body', 'response_too_large', () => new Response('x'.repeat(513 * 1024))],
    ['a redirect, which fails like a missing network', 'unreachable', unreachable],
  ])('ends with a typed error, after one request, if the response is %s', async (_what, code, answer) => {
    const platform = answering(answer);
    await expect(exchange(platform)).rejects.toMatchObject({ name: 'OAuthError', code });
    expect(platform.requests).toHaveLength(1);
  });

  it('times out after 15 seconds, and sends no second request', async () => {
    const platform = answering(() => {
      platform.pass(14_000);
      platform.pass(1_000);
      throw new DOMException('aborted', 'AbortError');
    });
    await expect(exchange(platform)).rejects.toMatchObject({ code: 'timeout' });
    expect(platform.requests).toHaveLength(1);
  });

  it('reads a form-encoded response, as some servers send it', async () => {
    const form = 'access_token=a%2F1&token_type=bearer&expires_in=60&scope=a%2Cb&refresh_token=r1';
    const platform = answering(() => new Response(form));
    expect(await exchange(platform)).toEqual({
      accessToken: 'a/1',
      expiresAtMs: platform.nowMs + 60_000,
      refreshToken: 'r1',
      scopes: ['a', 'b'],
      idToken: undefined,
    });
  });

  it.each([{ code: 'SUCCESS', message: 'ok' }, { error: { code: 'ok' } }, { error_code: '0' }])(
    'accepts tokens beside a success code: %j',
    async (more) => {
      expect((await exchange(answering(granting(more)))).accessToken).toBe('access-1');
    },
  );

  it.each([
    [200, 'error=bad_code&error_description=The+code+is+old.', 'bad_code', 'The code is old.'],
    [400, 'error=invalid_grant', 'invalid_grant', undefined],
    [
      400,
      'error:invalid_request\nclient_id was missing',
      'HTTP 400',
      'error:invalid_request client_id was missing',
    ],
    [400, 'The form has no error=x in it', 'HTTP 400', 'The form has no error=x in it'],
    [400, 'The code <none> is old', 'HTTP 400', 'The code <none> is old'],
  ])('keeps the reason of a refusal that is not JSON: %i %s', async (status, body, error, description) => {
    const exchanging = exchange(answering(() => new Response(body, { status })));
    await expect(exchanging).rejects.toMatchObject({
      code: 'token_request_refused',
      refusal: { error, ...(description && { description }) },
    });
  });

  it.each(['<!doctype html><p>x', ' <html>', '\n<?xml version="1.0"?>'])(
    'takes no reason from a page: %s',
    async (body) => {
      const exchanging = exchange(answering(() => new Response(body, { status: 400 })));
      await expect(exchanging).rejects.toMatchObject({ code: 'token_request_refused', refusal: undefined });
    },
  );

  it('ends with a typed error if the response is random text or random JSON', async () => {
    const bodies = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((json) => json.slice(0, -1)),
      fc.constantFrom('<html>', '{"access_token":"a"', '[]', 'null', '"a"', ''),
    );
    await fc.assert(
      fc.asyncProperty(bodies, async (body) => {
        const error = await exchange(answering(() => new Response(body))).catch((thrown: unknown) => thrown);
        expect(Reflect.get(Object(error), 'code')).toMatch(/^(response_not_json|token_response_invalid)$/);
      }),
    );
  });

  it('shows at most 300 plain characters of a server’s message', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 700 }), async (description) => {
        const error = await exchange(
          answering(() =>
            Response.json({ error: 'invalid_grant', error_description: description }, { status: 400 }),
          ),
        ).catch((thrown: unknown) => thrown);
        const shown: string = Object(Object(error).refusal).description ?? '';
        expect(shown.length).toBeLessThanOrEqual(300);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
    );
    const description = `<b>\u202e\u0007${'x'.repeat(5000)}`;
    const platform = answering(() =>
      Response.json({ error: 'invalid_grant', error_description: description }, { status: 400 }),
    );
    const error = await exchange(platform).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ refusal: { description: expect.stringMatching(/^<b> {2}x{295}$/) } });
  });

  it.each(['', '+/= é'])('removes the parts of the request that a server repeats (%j)', async (odd) => {
    const repeating = answering(({ body }) => {
      const sent = new URLSearchParams(body);
      const words = ['code', 'code_verifier', 'refresh_token', 'client_secret'].map((name) => sent.get(name));
      return Response.json(
        { error: `bad ${words}`, error_description: `${'x'.repeat(250)} ${words.join()} ${body}` },
        { status: 400 },
      );
    });
    const client = { clientSecret: { method: 'client_secret_post', value: `se3ret${odd}` } } as const;
    const validated = await validatedCode(repeating);
    const pending = { ...validated.pending, ...client };
    const requests = [
      exchangeCode(repeating, { ...validated, code: `c0de${odd}`, pending }),
      refreshToken(repeating, { ...GRANT, ...client, refreshToken: `re4resh${odd}` }),
    ];
    for (const request of requests) {
      const error = await request.catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ refusal: { error: expect.stringMatching(/^bad .*…/) } });
      expect(JSON.stringify(error)).not.toMatch(/c0de|re4resh|se3ret/);
      expect(JSON.stringify(error)).not.toContain(pending.codeVerifier.slice(0, 8));
    }
  });

  it('removes HTTP Basic credentials from a server’s message that repeats the header', async () => {
    const repeating = answering(({ headers }) =>
      Response.json(
        { error: 'invalid_client', error_description: `bad ${headers.get('Authorization')}` },
        { status: 401 },
      ),
    );
    const clientSecret = { method: 'client_secret_basic', value: 'se3ret' } as const;
    const error = await refreshToken(repeating, { ...GRANT, clientSecret }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ refusal: { description: 'bad …' } });
  });

  it('removes a part of a secret, too, if a server repeats that part in its message', async () => {
    const repeating = answering(({ body = '' }) => {
      const sent = new URLSearchParams(body).get('refresh_token') ?? '';
      const error_description = `${sent.slice(0, 12)} ${sent.slice(-10)} ${'x'.repeat(270)} ${sent}`;
      return Response.json({ error: 'invalid_grant', error_description }, { status: 400 });
    });
    const grant = { ...GRANT, refreshToken: 'aQ9fKx72-LmPz05Tt_Rw' };
    const error = await refreshToken(repeating, grant).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ refusal: { description: expect.stringMatching(/^… … x+ aQ9f/) } });
    expect(JSON.stringify(error)).not.toMatch(/aQ9fKx72|LmP|05Tt_Rw/);
  });

  it('reports a refusal immediately, even if a repeated refresh token fills the whole response', async () => {
    const repeating = answering(() =>
      Response.json({ error: 'x'.repeat(300), error_description: 'y'.repeat(300) }, { status: 400 }),
    );
    const started = process.cpuUsage();
    const grant = { ...GRANT, refreshToken: '%'.repeat(500_000) };
    await expect(refreshToken(repeating, grant)).rejects.toMatchObject({ code: 'token_request_refused' });
    expect(process.cpuUsage(started).user / 1_000).toBeLessThan(1_500);
  });

  it('never shows the code or the verifier in an error', async () => {
    const answers = fc.oneof(
      fc
        .tuple(fc.string(), fc.constantFrom(400, 401, 403, 429, 500, 503))
        .map(([error, status]) => refusing(error, status)),
      fc.string().map(
        (body): Responder =>
          () =>
            new Response(body),
      ),
      fc.constant(unreachable),
    );
    await fc.assert(
      fc.asyncProperty(answers, async (answer) => {
        const platform = answering(answer);
        const code = await validatedCode(platform);
        const error = await exchangeCode(platform, code).catch((thrown: unknown) => thrown);
        const told = JSON.stringify([String(error), String(Reflect.get(Object(error), 'cause')), error]);
        expect(told).not.toContain('code-1');
        expect(told).not.toContain(code.pending.codeVerifier);
      }),
    );
  });
});

describe('a token response (RFC 6749 §5.1)', () => {
  it.each([
    ['no access token', { access_token: undefined }],
    ['an empty access token', { access_token: '' }],
    ['an access token that is not a string', { access_token: 7 }],
    ['no token type', { token_type: undefined }],
    ['another token type', { token_type: 'DPoP' }],
    ['a token type that is not text', { token_type: { toString: 0 } }],
  ])('a token response with %s is rejected', async (_what, changes) => {
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

  it('may contain a token of any visible ASCII characters, and of no others', async () => {
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

  it('a token response gets a plausible expiry or no expiry, whatever its lifetime', async () => {
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

  it('is read without any value that the server did not send', async () => {
    const bare = await exchange(answering(() => Response.json({ access_token: 'a', token_type: 'bearer' })));
    expect(bare).toEqual({ accessToken: 'a' });
    const odd = { refresh_token: '', id_token: 7, scope: { a: 1 }, expires_in: { toString: 0 } };
    expect(await exchange(answeringWith(odd))).toEqual({ accessToken: expect.any(String) });
  });

  it('may have unknown members, even __proto__', async () => {
    const wire = JSON.stringify(TOKENS).replace('{', '{"__proto__":{"polluted":1},"extra":[1],');
    const token = await exchange(answering(() => new Response(wire)));
    expect(token.accessToken).toBe('access-1');
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (extra) => {
        expect((await exchange(answeringWith({ ...extra, ...TOKENS }))).accessToken).toBe('access-1');
      }),
    );
  });
});

describe('a refresh', () => {
  it('sends grant, client and resource, and no scope, so that it never requests more (RFC 6749 §6)', async () => {
    const platform = testPlatform(testServers());
    expect((await refreshToken(platform, GRANT)).accessToken).toBe('access-1');
    expect(formOf(platform.requests[0])).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'refresh-1',
      client_id: 'app',
      resource: MCP,
    });
  });

  it('sends the same request as oauth4webapi for the same inputs', async () => {
    const platform = testPlatform(testServers());
    await refreshToken(platform, GRANT);
    const theirs = await theirRequest((fetch) =>
      oauth.refreshTokenGrantRequest(THEIR_SERVER, THEIR_CLIENT, oauth.None(), 'refresh-1', {
        ...fetch,
        additionalParameters: { resource: MCP },
      }),
    );
    expect(ourRequest(platform.requests[0])).toEqual(theirs);
  });
});

describe('a revocation', () => {
  it('sends the same request as oauth4webapi for the same inputs (RFC 7009 §2.1)', async () => {
    const platform = testPlatform(testServers());
    expect(await revokeToken(platform, GRANT, 'refresh-1', 'refresh_token')).toBe(true);
    const theirs = await theirRequest((fetch) =>
      oauth.revocationRequest(THEIR_SERVER, THEIR_CLIENT, oauth.None(), 'refresh-1', {
        ...fetch,
        additionalParameters: { token_type_hint: 'refresh_token' },
      }),
    );
    expect(ourRequest(platform.requests[0])).toEqual(theirs);
  });

  it('sends nothing and returns false if the server has no revocation endpoint', async () => {
    const platform = testPlatform(testServers());
    const { revocationEndpoint: _, ...server } = SERVER;
    expect(await revokeToken(platform, { server, clientId: 'app' }, 'refresh-1', 'refresh_token')).toBe(
      false,
    );
    expect(platform.requests).toEqual([]);
  });

  it('returns false if the server refuses', async () => {
    const platform = testPlatform(
      testServers({ [`${ISSUER}/revoke`]: () => new Response(null, { status: 503 }) }),
    );
    expect(await revokeToken(platform, GRANT, 'refresh-1', 'refresh_token')).toBe(false);
  });

  it('reports its step if the server is unreachable', async () => {
    const platform = testPlatform(testServers({ [`${ISSUER}/revoke`]: unreachable }));
    await expect(revokeToken(platform, GRANT, 'refresh-1', 'refresh_token')).rejects.toMatchObject({
      code: 'unreachable',
      step: 'revocation',
    });
  });
});

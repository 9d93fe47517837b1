import fc from 'fast-check';
import * as oauth from 'oauth4webapi';
import { describe, expect, it } from 'vitest';
import { exchangeCode, refreshToken } from './index.ts';
import { ISSUER, MCP, REDIRECT_URI, SERVER } from './testing/examples.ts';
import { answering, exchange, GRANT, validatedCode } from './testing/exchanging.ts';
import { ourRequest, THEIR_CLIENT, THEIR_SERVER, theirRequest } from './testing/oauth4webapi.ts';
import { type Responder, testPlatform } from './testing/platform.ts';
import { formOf, granting, refusing, testServers, unreachable } from './testing/servers.ts';

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
    'accepts tokens beside an error code that means success: %j',
    async (more) => expect((await exchange(answering(granting(more)))).accessToken).toBe('access-1'),
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
    'reports no reason if the response is a web page: %s',
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

describe('a refresh', () => {
  it('sends grant, client and resource, and no scope, so that it never requests more scopes (RFC 6749 §6)', async () => {
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

import { describe, expect, it } from 'vitest';
import { API, bearerOf, signedInTo, unauthorized } from './testing/api.ts';
import { SERVER } from './testing/examples.ts';
import type { Responder } from './testing/platform.ts';
import { tokenRequests } from './testing/requests.ts';
import { rotatingServer } from './testing/signed-in.ts';

/** The same response, but its body cannot be read to its end. */
const brokenOff = (response: Response) =>
  new Response(new ReadableStream({ start: (body) => body.error(new TypeError('network error')) }), response);

describe('a 401', () => {
  const refusesFirst = (): Responder => (request) =>
    bearerOf(request) === 'Bearer access-1' ? unauthorized() : Response.json([]);

  it.each<[string, RequestInfo, RequestInit?]>([
    ['a GET', API],
    ['text', API, { method: 'POST', body: 'a note' }],
    ['a form', API, { method: 'POST', body: new URLSearchParams({ note: 'a' }) }],
    ['a Request with a body', new Request(API, { method: 'POST', body: 'a note' })],
  ])('causes one refresh and one retry of the same request: %s', async (_what, input, init) => {
    const { session, platform, calls } = await signedInTo([API], refusesFirst());
    expect((await session.fetch(input, init)).status).toBe(200);
    expect(tokenRequests(platform)).toHaveLength(1);
    expect(calls().map(bearerOf)).toEqual(['Bearer access-1', 'Bearer access-2']);
    expect(new Set(calls().map(({ body, method }) => method + body)).size).toBe(1);
  });

  it('whose body ends with an error causes one refresh and one retry', async () => {
    const { session } = await signedInTo([API], (request) =>
      bearerOf(request) === 'Bearer access-1' ? brokenOff(unauthorized()) : Response.json([]),
    );
    expect((await session.fetch(API)).status).toBe(200);
  });

  it('causes one refresh for concurrent calls', async () => {
    const { session, platform } = await signedInTo([API], refusesFirst());
    const responses = await Promise.all([1, 2, 3].map((note) => session.fetch(`${API}/${note}`)));
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(tokenRequests(platform)).toHaveLength(1);
  });

  it('causes no further refresh after the API has refused a renewed token, until the API accepts a token', async () => {
    let answer = unauthorized;
    const { session, platform } = await signedInTo([API], () => answer());
    for (let call = 0; call < 5; call += 1) expect((await session.fetch(API)).status).toBe(401);
    expect(tokenRequests(platform)).toHaveLength(1);
    answer = () => new Response();
    await session.fetch(API);
    answer = unauthorized;
    await session.fetch(API);
    expect(tokenRequests(platform)).toHaveLength(2);
  });

  it('causes another refresh if the API has accepted the renewed token once', async () => {
    let valid = 'Bearer access-2';
    const { session } = await signedInTo([API], (request) =>
      bearerOf(request) === valid ? new Response() : unauthorized(),
    );
    await session.fetch(API);
    valid = 'Bearer access-3';
    expect((await session.fetch(API)).status).toBe(200);
  });

  it.each([API, new URL(API)])('is returned without a retry if the body is a stream', async (input) => {
    const { session, calls } = await signedInTo([API], refusesFirst());
    const init = { method: 'POST', body: new Blob(['a note']).stream(), duplex: 'half' };
    expect((await session.fetch(input, init)).status).toBe(401);
    expect(calls()).toHaveLength(1);
    expect(await session.accessToken()).toBe('access-2');
  });

  it('is returned with its body if no token can be refreshed', async () => {
    let renewals = 0;
    const servers: Responder = (request) =>
      request.url === SERVER.tokenEndpoint && renewals++ > 0
        ? new Response(null, { status: 503 })
        : rotatingServer()(request);
    const refused = () => Response.json({ why: 'expired' }, { status: 401 });
    const { session } = await signedInTo([API], refused, servers);
    const response = await session.fetch(API);
    expect([response.status, await response.json()]).toEqual([401, { why: 'expired' }]);
    expect(session.getSnapshot()).toMatchObject({
      status: 'signed-in',
      postponed: { error: { status: 503 } },
    });
  });
});

describe('insufficient_scope (RFC 6750 §3.1)', () => {
  const refusing = (status: number, withBody = brokenOff) => {
    const challenge = 'Bearer error="insufficient_scope", scope="notes:write admin"';
    return signedInTo([API], () =>
      withBody(new Response(null, { status, headers: { 'WWW-Authenticate': challenge } })),
    );
  };

  it.each<[number, string, typeof brokenOff?]>([
    [401, 'though the body breaks off'],
    [403, 'though the body breaks off'],
    [403, 'without a body', (response) => response],
  ])('is thrown with the demanded scopes for the status %i, %s', async (status, _how, withBody) => {
    const { session, platform, calls } = await refusing(status, withBody);
    await expect(session.fetch(API)).rejects.toMatchObject({
      code: 'insufficient_scope',
      status,
      scopes: ['notes:write', 'admin'],
    });
    expect([calls().length, tokenRequests(platform).length]).toEqual([1, 0]);
  });

  it.each([200, 400])('is not thrown for the status %i, which is no refusal', async (status) => {
    const { session } = await refusing(status);
    expect((await session.fetch(API)).status).toBe(status);
  });

  it('is not thrown for a 403 without this error', async () => {
    const { session } = await signedInTo([API], () => new Response('no', { status: 403 }));
    expect(await (await session.fetch(API)).text()).toBe('no');
  });
});

import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createSession } from './index.ts';
import { API, bearerOf, signedInTo, unauthorized } from './testing/api.ts';
import { testPlatform } from './testing/platform.ts';
import { tokenRequests } from './testing/requests.ts';
import { rotatingServer } from './testing/signed-in.ts';
import { afterRedirect, SETTINGS } from './testing/signing-in.ts';

describe('session.fetch sends the token (RFC 6750 §2.1)', () => {
  it.each<[string, RequestInfo | URL]>([
    ['a string', `${API}/notes?all=1`],
    ['a URL', new URL(`${API}/notes`)],
    ['a Request', new Request(`${API}/notes`)],
    ['the prefix itself', API],
    ['a path with dots that stay inside', `${API}/notes/../notes`],
    ['an encoded slash in a name', `${API}/projects/group%2Fproject`],
  ])('to an address that the settings name: %s', async (_what, input) => {
    const { session, calls } = await signedInTo([API]);
    await session.fetch(input);
    expect(calls().map(bearerOf)).toEqual(['Bearer access-1']);
  });

  it('in a `Request` of another realm, which is not an instance of the `Request` of this realm', async () => {
    const { session, calls } = await signedInTo([API]);
    Object.defineProperty(Request, Symbol.hasInstance, { value: () => false, configurable: true });
    try {
      await session.fetch(new Request(`${API}/notes`, { method: 'DELETE' }));
    } finally {
      Reflect.deleteProperty(Request, Symbol.hasInstance);
    }
    expect(calls().map((call) => [call.method, call.url, bearerOf(call)])).toEqual([
      ['DELETE', `${API}/notes`, 'Bearer access-1'],
    ]);
  });

  it('to a path of the app’s own origin', async () => {
    const { session, calls } = await signedInTo(['/api']);
    await session.fetch('/api/notes');
    await session.fetch('/apis');
    await session.fetch('/callback');
    expect(calls().map(bearerOf)).toEqual(['Bearer access-1', null, null]);
  });

  it('to an address relative to the `<base>` of the page, as with `fetch`', async () => {
    const { session, platform, calls } = await signedInTo(['/app/api']);
    await session.fetch('api/notes');
    platform.baseUri = () => 'https://app.example/app/';
    await session.fetch('api/notes');
    expect(calls().map(({ url }) => new URL(url).pathname)).toEqual(['/api/notes', '/app/api/notes']);
    expect(calls().map(bearerOf)).toEqual([null, 'Bearer access-1']);
  });

  it('to a path with hidden dots, if the settings name the whole origin', async () => {
    const { session, calls } = await signedInTo(['https://api.example']);
    await session.fetch('https://api.example/a/..%2f%2%65');
    expect(calls().map(bearerOf)).toEqual(['Bearer access-1']);
  });

  it.each(
    'a..b names.. … ...%2f ..a%2f a%2520b a%252525b 100%25 %C3%A9 %25C3 a%20b a%3Ab%2Fc a%3Fb%23c %zz 100%25udder'.split(
      ' ',
    ),
  )('to a path with a segment that was encoded one or more times: %s', async (segment) => {
    const { session, calls } = await signedInTo([API]);
    await session.fetch(`${API}/${segment}`);
    expect(calls().map(bearerOf)).toEqual(['Bearer access-1']);
  });

  it.each([
    ['another origin', 'https://other.example/v1/notes'],
    ['another scheme', 'http://api.example/v1/notes'],
    ['another port', 'https://api.example:8443/v1/notes'],
    ['a subdomain', 'https://evil.api.example/v1/notes'],
    ['a host that begins like the named host', 'https://api.example.evil.example/v1'],
    ['a path that begins like the named path', 'https://api.example/v10'],
    ['the parent', 'https://api.example/'],
    ['dots that leave the named path', `${API}/../admin`],
    ['encoded dots that leave the named path', `${API}/%2e%2e/admin`],
    ['an encoded slash that leaves the named path', `${API}/..%2fadmin`],
    ['an encoded backslash that leaves the named path', `${API}/..%5cadmin`],
    ['dots that are encoded twice', `${API}/%252e%252e%252fadmin`],
    ['dots that are encoded many times', `${API}/%${'25'.repeat(100_000)}2e%2e%2fadmin`],
    ['dots whose escapes are encoded digit by digit', `${API}/%2%65%2%65/admin`],
    ['dots that are encoded twice, the second time as every character', `${API}/%25%32%65%25%32%65/admin`],
    ['dots that are encoded three times in two ways', `${API}/%2%35%32e%2%35%32e/admin`],
    ['an escape that takes many rounds to decode', `${API}/%2${'%3'.repeat(100_000)}5e/admin`],
    ['dots in the escapes of IIS', `${API}/%u002e%u002e/admin`],
    ['dots before an encoded query, which a proxy decodes', `${API}/..%3f/admin`],
    ['dots before an encoded fragment, which a proxy decodes', `${API}/..%23/admin`],
    ['dots behind an encoded query', `${API}/x%3f%2f..%2f..%2fadmin`],
    ['an encoded slash that enters the named path', 'https://api.example/x%2f..%2fv1'],
    ['dots at the end', `${API}/x%2f..`],
    ['a path parameter that hides dots', `${API}/..;a=b/admin`],
    ['an empty segment before dots, which a server removes', `${API}//..%2fadmin`],
    ['an encoded backslash that makes an empty segment', `${API}/%5c..%5cadmin`],
    ['an encoded backslash after a semicolon', `${API}/a%3b%5c..%5c..`],
    ['an encoded space at the end, which a URL parser drops', `${API}/..%20`],
    [
      'a parameter with an encoded slash that enters the named path, and that a server removes first',
      `${API}/..;%2fv1/admin`,
    ],
    ['the same parameter, encoded twice', `${API}/..;%252fv1/admin`],
    ['the same parameter after an empty segment', `${API}//..;%2fv1/admin`],
    ['a parameter with encoded slashes that leave the named path', `${API}/x;%2f..%2f..%2fadmin`],
    ['dots that leave the path, unless empty segments count', `${API}/a%2f%2f..%2f..%2f..%2fx%2f%2f..%2fv1`],
    ['dots that leave the path, if empty segments count', `${API}/%2f..%2f..%2fx%2f..%2fv1`],
    ['an encoded NUL in dots', `${API}/.%00.%2fadmin`],
    ['an encoded NUL after dots, at which a server cuts the path', `${API}/..%00x`],
    ['an encoded space before dots', `${API}/%20..%2fadmin`],
    ['an empty segment with a parameter before dots', `${API}/;a=b/..%2fadmin`],
    ['encoded slashes in a row before dots', `${API}/%2f%2f..%2f..%2fadmin`],
    ['a segment of one dot before dots', `${API}/.%2f%2f..%2fadmin`],
    ['dots in a spelling that UTF-8 forbids', `${API}/%c0%ae%c0%ae/admin`],
    ['dots in a longer spelling that UTF-8 forbids', `${API}/%e0%80%ae%e0%80%ae/admin`],
    ['dots in the longest spelling that UTF-8 forbids, encoded twice', `${API}/%25f0%2580%2580%25ae./admin`],
    ['a slash in a spelling that UTF-8 forbids', `${API}/..%c0%afadmin`],
    ['a full-width slash, which some servers replace', `${API}/..%ef%bc%8fadmin`],
    ['a division slash that leads in', `${API}/x∕..∕..∕admin`],
    ['full-width dots, which some servers replace', `${API}/．．/admin`],
    ['a character of two dots, encoded twice', `${API}/%25e2%2580%25a5/admin`],
    ['dots around a zero-width character', `${API}/.\u200b./admin`],
    ['a relative address', 'v1/notes'],
    ['a blob of the origin', 'blob:https://api.example/v1/notes'],
  ])('only to addresses that the settings name, not to %s', async (_what, url) => {
    const { session, calls } = await signedInTo([API], () => new Response());
    await session.fetch(url);
    expect(calls().map(bearerOf)).toEqual([null]);
  });

  it('to no address with credentials, because browsers refuse such addresses', async () => {
    const { session, calls } = await signedInTo([API]);
    await session.fetch('https://ada:secret@api.example/v1/notes').catch(() => {});
    expect(calls().map(bearerOf).filter(Boolean)).toEqual([]);
  });

  it('to no address if the settings name no address, and fails if the settings name an invalid address', async () => {
    for (const api of [[], undefined]) {
      const { session, calls } = await signedInTo(api);
      await session.fetch(API);
      expect(calls().map(bearerOf)).toEqual([null]);
    }
    for (const named of [
      'api.example',
      '',
      'http://api.example',
      'https://api.example/?a',
      'https://a@api.example',
      'https://api.example/*',
      'https://*.example',
    ]) {
      const { session, calls } = await signedInTo([named]);
      await expect(session.fetch(API)).rejects.toMatchObject({
        code: 'unsafe_url',
        found: named.replace('a@', '…@'),
      });
      expect(calls()).toEqual([]);
    }
  });

  it('only for a signed-in user: without a session, the request has no token', async () => {
    const { session, calls } = await signedInTo([API]);
    await session.signOut();
    await session.fetch(`${API}/notes`);
    expect(
      calls()
        .filter(({ url }) => url.startsWith(API))
        .map(bearerOf),
    ).toEqual([null]);
  });

  it('in place of the caller’s token, and keeps the other headers, the method and the body', async () => {
    const { session, calls } = await signedInTo([API]);
    const headers = { authorization: 'Basic x', 'Content-Type': 'application/json' };
    await session.fetch(API, { method: 'POST', headers, body: '{}' });
    await session.fetch(new Request(API, { method: 'PUT', headers, body: '[]' }));
    await session.fetch(new Request(API, { method: 'HEAD', headers }));
    expect(
      calls().map((sent) => [sent.method, bearerOf(sent), sent.headers.get('Content-Type'), sent.body]),
    ).toEqual([
      ['POST', 'Bearer access-1', 'application/json', '{}'],
      ['PUT', 'Bearer access-1', 'application/json', '[]'],
      ['HEAD', 'Bearer access-1', 'application/json', ''],
    ]);
  });

  it('to the given address, and ignores the address of a `Request` in the options', async () => {
    const { session, calls } = await signedInTo([API]);
    await session.fetch(API, new Request('https://other.example', { method: 'PUT', body: '[]' }));
    expect(calls().map((sent) => [sent.url, sent.method, sent.body, bearerOf(sent)])).toEqual([
      [API, 'PUT', '[]', 'Bearer access-1'],
    ]);
  });

  it('to the address of a `Request`, and keeps the other members of the `Request`', async () => {
    const { session, calls } = await signedInTo([API]);
    const members = {
      method: 'DELETE',
      mode: 'same-origin',
      credentials: 'include',
      cache: 'reload',
      redirect: 'manual',
      referrer: 'about:client',
      integrity: 'sha256-x',
      keepalive: true,
    } as const;
    const request = new Request(API, { ...members, headers: { 'X-Note': '1' } });
    await session.fetch(request, { referrerPolicy: 'origin' });
    expect(calls()[0]?.init).toMatchObject({ ...members, referrerPolicy: 'origin' });
    expect(calls()[0]?.headers.get('X-Note')).toBe('1');
  });

  it('to the address that was checked, even if the caller changes the input while `fetch` runs', async () => {
    const { session, calls } = await signedInTo([API]);
    const url = new URL(API);
    const init: RequestInit = { redirect: 'error' };
    const response = session.fetch(url, init);
    url.href = 'https://evil.example/';
    init.redirect = 'follow';
    await response;
    expect(calls().map((sent) => [sent.url, sent.init.redirect])).toEqual([[API, 'error']]);
  });
});

it.each<[RequestRedirect | undefined, RequestRedirect]>([
  [undefined, 'error'],
  ['follow', 'error'],
  ['error', 'error'],
  ['manual', 'manual'],
])(
  'a call with a token and the redirect mode %s leads to a request with the redirect mode %s',
  async (asked, sent) => {
    const { session, calls } = await signedInTo([API]);
    await session.fetch(API, asked && { redirect: asked });
    await session.fetch(new Request(API, asked && { redirect: asked }));
    expect(calls().map(({ init }) => init.redirect)).toEqual([sent, sent]);
  },
);

describe('a call before the session is restored', () => {
  it('at the callback sends no token, and restores nothing: the app completes the sign-in', async () => {
    const settings = { ...SETTINGS, api: [API] };
    const before = testPlatform((request) =>
      request.url.startsWith(API) ? Response.json([]) : rotatingServer()(request),
    );
    await createSession(settings, before).signIn();
    const platform = afterRedirect(before);
    const session = createSession(settings, platform);
    await session.fetch(API);
    expect(session.getSnapshot()).toEqual({ status: 'restoring' });
    await session.completeSignIn();
    await session.fetch(API);
    expect(platform.requests.filter((to) => to.url === API).map(bearerOf)).toEqual([null, 'Bearer access-1']);
  });

  it('waits until the session is restored', async () => {
    const { platform } = await signedInTo([API]);
    const reloaded = platform.reload('https://app.example/');
    const session = createSession({ ...SETTINGS, api: [API] }, reloaded);
    await session.fetch(`${API}/notes`);
    expect(reloaded.requests.filter(({ url }) => url.startsWith(API)).map(bearerOf)).toEqual([
      'Bearer access-2',
    ]);
  });
});

describe('a response', () => {
  it('is returned while it streams', async () => {
    let push = (_text: string) => {};
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        push = (text) => controller.enqueue(new TextEncoder().encode(text));
      },
    });
    const { session } = await signedInTo([API], () => new Response(stream));
    const reader = (await session.fetch(API)).body?.getReader();
    push('first');
    expect(new TextDecoder().decode((await reader?.read())?.value)).toBe('first');
  });

  it('is aborted when the caller aborts the call, even during a refresh', async () => {
    const abort = new AbortController();
    const { session, calls } = await signedInTo([API]);
    await session.fetch(API, { signal: abort.signal });
    await session.fetch(new Request(API, { signal: abort.signal }));
    abort.abort(new Error('left'));
    expect(calls().map(({ init }) => init.signal?.aborted)).toEqual([true, true]);

    const waiting = new AbortController();
    const never = await signedInTo([API], unauthorized, (request) =>
      request.body.includes('refresh_token') ? new Promise<Response>(() => {}) : rotatingServer()(request),
    );
    const call = never.session.fetch(API, { signal: waiting.signal });
    await expect.poll(() => tokenRequests(never.platform)).toHaveLength(1);
    waiting.abort(new Error('left'));
    await expect(call).rejects.toThrow('left');
    await expect(never.session.fetch(API, { signal: waiting.signal })).rejects.toThrow('left');
  });
});

it('a call that has ended leaves no listener on the signal, which the caller may reuse', async () => {
  const { session } = await signedInTo([API], unauthorized);
  const { signal } = new AbortController();
  await session.fetch(API, { signal });
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

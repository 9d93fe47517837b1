import { describe, expect, it } from 'vitest';
import { ISSUER, PAGE, SERVER, type TestServers } from '../testing/browser.ts';
import { withHeaders, withoutCors } from '../testing/changes.ts';
import {
  behindPassword,
  callsAnswering,
  missing,
  olderTransport,
  openAnswering,
  openWithSessions,
  redirectingToSlash,
  refusing,
  withMetadata,
} from '../testing/mcp-servers.ts';
import { examineServers, probed, reportOn } from '../testing/reports.ts';
import { cors, corsJson, READABLE, streamOf, webPage } from '../testing/responses.ts';

describe('a server that a page cannot use', () => {
  it.each<[number, string]>([
    [403, 'Forbidden: Invalid Origin header'],
    [403, 'Not allowed by CORS'],
    [400, 'Bad Request: Invalid Origin'],
    [500, 'Error: Not allowed by CORS'],
    [200, 'Origin http://localhost is not allowed.'],
    [403, 'origin_not_allowed'],
    [401, 'The origin is not in ALLOWED_ORIGINS.'],
  ])('because it refuses this origin with %i (%s): the report names the setting', async (status, message) => {
    const { broken, finding, verdict } = await examineServers({ instead: refusing(status, message) });
    expect(broken).toEqual(['origin-let-in']);
    expect(finding('origin-let-in')).toMatchObject({
      severity: 'should',
      saw: expect.stringContaining(`with ${status} (JSON-RPC error: “${message}”)`),
      fix: { code: PAGE },
    });
    expect(verdict).toMatchObject({ usable: 'none', text: expect.stringContaining('of this origin') });
  });

  it.each<[number, string]>([
    [400, 'origin and destination are required'],
    [502, 'The origin server rejected the request.'],
  ])('because of %i (%s): the report blames no origin', async (status, message) => {
    expect((await examineServers({ instead: refusing(status, message) })).broken).toEqual(['serves-or-asks']);
  });

  it.each<[number, string]>([
    [421, 'Invalid Host header'],
    [403, 'Invalid Host: mcp.example'],
    [403, 'Blocked request. This host ("mcp.example") is not allowed.'],
    [400, "Invalid HTTP_HOST header: 'mcp.example'."],
  ])('because it responds with %i (%s): the report names the setting for hosts', async (status, message) => {
    const { broken, saw, advice, fixCode } = await examineServers({ instead: refusing(status, message) });
    expect(broken).toEqual(['serves-or-asks']);
    expect(saw('serves-or-asks')).toContain(message);
    expect(advice('serves-or-asks')).toContain('“allowed hosts”');
    expect(fixCode('serves-or-asks')).toBe('mcp.example');
  });

  it('because it refuses the host name breaks no rule about tokens, even if its metadata names an authorization server', async () => {
    const { broken, finding } = await examineServers(
      callsAnswering(() => corsJson({ error: 'Invalid Host: mcp.example' }, 403)),
    );
    expect(broken).toEqual(['serves-or-asks']);
    expect(finding('serves-or-asks')).toMatchObject({ fix: { code: 'mcp.example' } });
  });

  it('because it requires a key: the report quotes the message, and does not ask for metadata', async () => {
    const message = 'Access denied due to missing subscription key.';
    const { broken, verdict, saw, advice } = await examineServers({ instead: refusing(401, message) });
    expect(broken).toEqual(['asks-for-bearer', 'challenge-readable']);
    expect(saw('asks-for-bearer')).toContain(message);
    expect(advice('asks-for-bearer')).toContain('--header');
    expect(verdict.usable).toBe('none');
  });

  it('because it is at another address, which the metadata names: the report names that address', async () => {
    const origin = 'https://mcp.example/';
    const { advice, fixCode } = await examineServers(
      {
        instead({ method, url }) {
          if (url.includes('oauth-protected-resource')) {
            return corsJson({ resource: SERVER, authorization_servers: [ISSUER] });
          }
          return url === origin && method === 'POST' ? corsJson({ detail: 'Not Found' }, 404) : undefined;
        },
      },
      { serverUrl: origin },
    );
    expect(advice('serves-or-asks')).toContain('Check that address instead');
    expect(fixCode('serves-or-asks')).toBe(SERVER);
  });

  it('because the entered address is a well-known address: the report says what such an address is for', async () => {
    const { advice } = await examineServers(
      { instead: ({ method }) => (method === 'POST' ? missing() : undefined) },
      { serverUrl: 'https://mcp.example/.well-known/oauth-protected-resource/mcp' },
    );
    expect(advice('serves-or-asks')).toContain('where servers publish metadata');
  });

  it('because it has the transport of MCP 2024-11-05: the report names the transport, although the stream never ends', async () => {
    const { broken, finding, verdict } = await examineServers({
      instead: withMetadata(olderTransport, missing),
    });
    expect(broken).toEqual(['streamable-http']);
    expect(finding('streamable-http')).toMatchObject({ saw: expect.stringContaining('HTTP+SSE') });
    expect(verdict.usable).toBe('none');
  });

  it('because its stream begins with 4,096 characters without an event: the report stops reading', async () => {
    const { broken } = await examineServers({
      instead: withMetadata(async (request) => {
        const response = await olderTransport(request);
        const body = streamOf(`: ${'x'.repeat(5_000)}\n\n`, 'event: endpoint\ndata: /messages\n\n');
        return response?.ok ? new Response(body, response) : response;
      }, missing),
    });
    expect(broken).toEqual(['serves-or-asks']);
  });

  it.each([': ping\r\n\r\n', 'retry: 3000\n\n'])(
    'because it has the old transport, which begins with %j',
    async (start) => {
      const { broken } = await examineServers({
        instead: withMetadata(async (request) => {
          const response = await olderTransport(request);
          if (!response?.ok) return response;
          return new Response(streamOf(start, 'event: endpoint\r\ndata: /messages\r\n\r\n'), response);
        }, missing),
      });
      expect(broken).toEqual(['streamable-http']);
    },
  );

  it.each([404, 405, 422, 500, 503])('because it always sends %i: the report says so', async (status) => {
    const { broken, finding, verdict } = await examineServers({
      instead: refusing(status, 'The kettle is empty.'),
    });
    expect(broken).toEqual(['serves-or-asks']);
    expect(finding('serves-or-asks')).toMatchObject({
      severity: 'should',
      saw: expect.stringContaining(`with ${status} (JSON-RPC error: “The kettle is empty.”)`),
      fix: { say: expect.stringContaining(status >= 500 ? 'failed' : 'Check the address') },
    });
    expect(verdict.usable).toBe('none');
  });

  it('because it hides its session ID: the report names the header to expose (Fetch, CORS protocol)', async () => {
    const { broken, verdict, saw, fixCode } = await examineServers({
      instead: withMetadata(openWithSessions, missing),
      change: withHeaders(({ url }) => url === SERVER, { 'Access-Control-Expose-Headers': undefined }),
    });
    expect(broken).toEqual(['session-readable']);
    expect(saw('session-readable')).toContain('“Bad Request: No valid session ID provided”');
    expect(fixCode('session-readable')).toContain('Access-Control-Expose-Headers: Mcp-Session-Id');
    expect(verdict.usable).toBe('none');
  });

  it.each(['Mcp-Session-Id', undefined])(
    'because it requires a session after the sign-in, and exposes %s: the report names the header to expose',
    async (exposed) => {
      const ended: string[] = [];
      const evidence = await probed({
        instead(request) {
          const authorization = request.headers.get('Authorization') ?? '';
          if (!/^Bearer (?!not-a-token)/.test(authorization)) return undefined;
          if (request.method === 'DELETE') ended.push(request.headers.get('Mcp-Session-Id') ?? '');
          return openWithSessions(request);
        },
        change: withHeaders(({ url }) => url === SERVER, {
          'Access-Control-Expose-Headers': exposed && `${exposed}, WWW-Authenticate`,
        }),
      });
      const { finding, fixCode, verdict } = reportOn(evidence);
      expect(finding('session-readable')?.result).toBe(exposed ? 'pass' : 'fail');
      expect(new Set(ended)).toEqual(new Set(exposed && ['a-session']));
      if (exposed) return;
      expect(fixCode('session-readable')).toContain('Access-Control-Expose-Headers: Mcp-Session-Id');
      expect(verdict.usable).toBe('none');
    },
  );

  it('because it requires a password: the report quotes the challenge, and reports no broken MUST of OAuth', async () => {
    const { broken, saw } = await examineServers({ instead: behindPassword('Basic realm="staff"') });
    expect(broken).toEqual(['asks-for-bearer']);
    expect(saw('asks-for-bearer')).toBe('It answered 401 and asks for: Basic realm="staff"');
  });

  it.each<[number, string, string, string]>([
    [403, 'Just a moment...', 'serves-or-asks', 'which no MCP client can pass'],
    [403, 'Access denied', 'serves-or-asks', 'A proxy or a firewall in front of the server may have sent'],
    [
      401,
      'Authentication Required',
      'asks-for-bearer',
      'If a proxy in front of the server sent this response',
    ],
    [200, 'Sign In', 'is-mcp-server', 'let requests to the MCP address pass without a sign-in'],
    [404, 'Offline', 'is-mcp-server', 'it possibly does not reach the server'],
  ])('because of a web page (%i, “%s”): the report quotes it', async (status, title, id, says) => {
    const headers = { ...READABLE, 'Content-Type': 'text/html' };
    const { broken, saw, advice } = await examineServers({
      instead: withMetadata(
        ({ method }) =>
          method === 'POST'
            ? new Response(`<!doctype html><title>${title.replaceAll(' ', '\n  ')}</title>`, {
                status,
                headers,
              })
            : undefined,
        missing,
      ),
    });
    expect(broken).toEqual([id]);
    expect(saw(id)).toContain(`“${title}”`);
    expect(advice(id)).toContain(says);
  });

  it.each<[number, string]>([
    [451, 'Unavailable.'],
    [403, 'Unsupported country, region, or territory.'],
  ])('because it refuses calls from this place with %i: no rule is decided', async (status, words) => {
    const { broken, verdict } = await examineServers({ instead: refusing(status, words) });
    expect(broken).toEqual([]);
    expect(verdict).toMatchObject({
      usable: 'unclear',
      text: expect.stringMatching(/“.*”.* Check it again from another network\.$/),
    });
  });

  it.each([401, 403, 502])(
    'because it sends a web page with %i: the report does not call the address a web page',
    async (status) => {
      const { finding, verdict, reason } = await examineServers(openAnswering(() => webPage(status)));
      expect(reason('is-mcp-server')).toContain(`a call with ${status} (web page)`);
      expect(finding('resource-metadata-found')).toMatchObject({ result: 'not testable' });
      expect(verdict.usable).toBe('none');
    },
  );
});

it.each([
  ['Bearer', null],
  [undefined, null],
  [undefined, '<html><h1>Authorization Required</h1></html>'],
])(
  'a page can use an open server that answers 401 only before initialize (the challenge %s, the body %s)',
  async (challenge, body) => {
    const { broken, verdict } = await examineServers({
      instead: withMetadata(async (request) => {
        const response = await openWithSessions(request);
        if (response?.status !== 400) return response;
        const headers = {
          ...READABLE,
          'Access-Control-Expose-Headers': 'WWW-Authenticate',
          ...(challenge && { 'WWW-Authenticate': challenge }),
          ...(body && { 'Content-Type': 'text/html' }),
        };
        return new Response(body, { status: 401, headers });
      }, missing),
    });
    expect(broken).not.toContain('resource-metadata-found');
    expect(verdict.usable).toBe('open');
  },
);

describe('a server of which a page can read only the metadata', () => {
  const isAt =
    (method: string) =>
    ({ method: asked, url }: Request) =>
      asked === method && url === SERVER;

  it('because it hides its 401: the report claims only that a page can find the sign-in', async () => {
    const { broken, verdict } = await examineServers({ change: withoutCors(isAt('POST')) });
    expect(broken).toEqual(['reachable']);
    expect(verdict).toMatchObject({
      usable: 'sign-in',
      text: expect.stringContaining('If the server hides its other responses from pages'),
    });
  });

  it('because it hides only its refusals of an invalid token: the report of a page names both possible causes', async () => {
    const { saw } = await examineServers({
      change: withoutCors((request) => isAt('POST')(request) && request.headers.has('Authorization')),
    });
    expect(saw('preflight')).toContain('or the refusal of an invalid token has no CORS headers');
  });

  it('because it redirects only calls with a token: the report does not blame the preflight', async () => {
    const { broken } = await examineServers({
      instead: ({ method, url, headers }) =>
        method !== 'OPTIONS' && url === SERVER && headers.has('Authorization')
          ? cors(null, 302, { Location: '/login' })
          : undefined,
    });
    expect(broken).toEqual([]);
  });

  it.each<[string, TestServers, string?]>([
    ['refuses every preflight', { change: withoutCors(isAt('OPTIONS')) }],
    [
      'refuses every preflight, and redirects a GET',
      {
        change: withoutCors(isAt('OPTIONS')),
        instead: (request) => (isAt('GET')(request) ? cors(null, 302, { Location: '/login' }) : undefined),
      },
      'It answers with a redirect.',
    ],
    [
      'does not allow Content-Type',
      {
        change: withHeaders(isAt('OPTIONS'), {
          'Access-Control-Allow-Headers': 'authorization, mcp-protocol-version, mcp-session-id',
        }),
      },
      'so the preflight for Content-Type fails',
    ],
    ['redirects to the address with a slash', { instead: redirectingToSlash(READABLE, ['POST', 'GET']) }],
    [
      'redirects to a page for people',
      {
        instead: ({ method, url }) =>
          url === SERVER && method !== 'OPTIONS' ? cors(null, 302, { Location: '/login' }) : undefined,
      },
    ],
  ])('because it %s: a page cannot use it', async (_what, servers, saw) => {
    const { verdict, finding } = await examineServers(servers);
    expect(verdict.usable).toBe('none');
    if (saw) expect(finding('reachable')).toMatchObject({ saw: expect.stringContaining(saw) });
  });
});

import { describe, expect, it } from 'vitest';
import { createGate } from '../../machine/debugger/gate.ts';
import type { WireMessage } from '../../machine/wire/exchange.ts';
import type { Network } from '../../machine/wire/recorder.ts';
import { createWireLog } from '../../machine/wire/wire-log.ts';
import { createTestBrowser, PAGE, SERVER } from '../testing/browser.ts';
import { challengeWith, resourceMetadataWith, withHeaders, withMembers } from '../testing/changes.ts';
import { examined, examineServers, findingsOf, reportOn } from '../testing/reports.ts';
import { READABLE, webPage } from '../testing/responses.ts';
import type { Evidence } from './evidence.ts';
import { examine } from './examine.ts';
import type { NamedAddress } from './named-address.ts';
import { watchPolicyBlocks } from './policy-blocks.ts';
import {
  createReportClient,
  type ReportClientOptions,
  type ReportRequest,
  TIMEOUT_MS,
} from './report-client.ts';
import { type HiddenResponse, Unreadable } from './unreadable.ts';

const unexpected: Network = (url) => Promise.reject(new Error(`Unexpected no-cors request to ${url}.`));

/** A client of the report over a network of the test. */
const clientOver = (network: Network, parts: Partial<ReportClientOptions> = {}) =>
  createReportClient({
    network,
    confinedNetwork: unexpected,
    log: createWireLog(),
    gate: createGate(),
    signal: new AbortController().signal,
    ...parts,
  });

const OPTIONS = {
  serverUrl: SERVER,
  clientId: '',
  pageOrigin: PAGE,
  redirectUri: `${PAGE}/callback`,
  confirm: async () => true,
};

const isMetadata = ({ url }: Request) => url.includes('/.well-known/');

describe('an invalid address', () => {
  it.each([
    '',
    'mcp.example',
    'ftp://mcp.example/',
    'javascript:alert(1)',
    'https://',
    'https://ada:secret@mcp.example/',
  ])('is refused before any request: %j', async (serverUrl) => {
    const browser = createTestBrowser();
    await expect(browser.examine({ serverUrl })).rejects.toThrow(TypeError);
    expect(browser.asked).toEqual([]);
  });
});

describe('a server with bad responses', () => {
  it('that are all web pages: the report lists each location with its result', async () => {
    const { finding, saw } = await examineServers({
      instead: ({ url }) => (url === SERVER ? undefined : webPage(200)),
    });
    expect(finding('asks-for-a-token')).toMatchObject({ result: 'pass' });
    expect(saw('resource-metadata-found')).toBe(
      [
        'https://mcp.example/.well-known/oauth-protected-resource/mcp: text/html that is not a JSON object',
        'https://mcp.example/.well-known/oauth-protected-resource: text/html that is not a JSON object',
      ].join('\n'),
    );
    expect(finding('s256')).toMatchObject({ result: 'not testable' });
  });

  it.each([
    ['10 MiB of metadata', ' '.repeat(10 * 1024 * 1024)],
    [
      'a million scopes',
      JSON.stringify({ scopes_supported: Array.from({ length: 1_000_000 }, (_, n) => `scope-${n}`) }),
    ],
  ])('such as %s: the report reads at most 512 KiB', async (_what, body) => {
    const { saw } = await examineServers({
      instead: (request) => (isMetadata(request) ? new Response(body, { headers: READABLE }) : undefined),
    });
    expect(saw('resource-metadata-found')).toContain('more than 512 KiB');
  });

  it('that name the server itself as the issuer: the report sends fewer than seventeen requests, all to this server', async () => {
    const browser = createTestBrowser(resourceMetadataWith({ authorization_servers: [SERVER] }));
    const found = findingsOf(await browser.examine());
    expect(found.find(({ id }) => id === 'server-metadata-found')).toMatchObject({ result: 'fail' });
    expect(browser.asked.length).toBeLessThan(17);
    expect(new Set(browser.asked.map((url) => new URL(url).origin))).toEqual(
      new Set([new URL(SERVER).origin]),
    );
  });

  it('with members of wrong types: no rule throws', async () => {
    for (const nonsense of [null, 7, true, {}, [], [7, null], 'x'.repeat(100_000), '__proto__']) {
      const names = [
        ...'resource authorization_servers issuer token_endpoint code_challenge_methods_supported'.split(' '),
        ...'scopes_supported grant_types_supported'.split(' '),
      ];
      const members = Object.fromEntries(names.map((name) => [name, nonsense]));
      const browser = createTestBrowser({ change: withMembers(isMetadata, members) });
      expect(findingsOf(await browser.examine()).length).toBeGreaterThan(40);
    }
  });

  it('with a challenge of 64 KiB: the report keeps 2,000 characters', async () => {
    const { challenge } = await examined(challengeWith(`Bearer scope="${'a'.repeat(65_536)}"`));
    expect(challenge?.headers['www-authenticate']?.length).toBe(2000);
  });
});

describe('a server without a readable response', () => {
  /** A network that never responds, with timeouts that the test triggers. */
  function silent() {
    const waiting: (() => void)[] = [];
    const stopping = new AbortController();
    let asked = 0;
    const network: Network = (_url, { signal }) => {
      asked += 1;
      return new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')));
      });
    };
    const client = clientOver(network, {
      confinedNetwork: network,
      signal: stopping.signal,
      schedule(callback) {
        waiting.push(callback);
        return () => {};
      },
    });
    const looking = examine(client, OPTIONS);
    return { looking, waiting, stop: () => stopping.abort(), asked: () => asked };
  }

  it('gets one request, with a timeout of ten seconds, and no request at the other locations', async () => {
    const { looking, waiting, asked } = silent();
    await expect.poll(() => waiting.length).toBe(1);
    waiting[0]?.();
    const evidence = await looking;
    expect(asked()).toBe(1);
    expect(evidence.resourceLocations.map(({ wrong }) => wrong)).toEqual([
      'no response to this or an earlier request within ten seconds',
      'no response to this or an earlier request within ten seconds',
    ]);
    expect(findingsOf(evidence).find(({ id }) => id === 'reachable')).toMatchObject({
      result: 'not testable',
      // The report does not mention a request without CORS, because none was sent.
      reason: 'https://mcp.example did not answer within ten seconds.',
    });
  });

  it.each([
    ['one request', (count: number, at: number) => count === at],
    ['every request from then on', (count: number, at: number) => count >= at],
  ])('neither breaks nor keeps a rule because %s gets lost, at any moment', async (_what, isLost) => {
    const policy = { registrationOffered: true };
    const readable = withHeaders(({ url }) => url.includes('/authorize'), READABLE);
    const seen = createTestBrowser({ policy, change: readable });
    const idsOf = (evidence: Evidence, result: string) =>
      findingsOf(evidence).flatMap((finding) => (finding.result === result ? [finding.id] : []));
    const broken = idsOf(await seen.examine(), 'fail');
    expect(broken).toEqual(['authorization-endpoint-closed']);
    expect(seen.asked.length).toBeGreaterThan(8);
    // If the first call or its preflight gets lost, nothing shows that there is a server.
    for (let at = 3; at <= seen.asked.length; at += 1) {
      let count = 0;
      const evidence = await examined({
        policy,
        change: readable,
        instead() {
          count += 1;
          if (isLost(count, at)) throw new TypeError('fetch failed');
          return undefined;
        },
      });
      expect(
        idsOf(evidence, 'fail').filter((id) => !broken.includes(id)),
        `lost at ${at}`,
      ).toEqual([]);
      expect(
        idsOf(evidence, 'pass').filter((id) => broken.includes(id)),
        `lost at ${at}`,
      ).toEqual([]);
    }
  });

  it('breaks no rule because an endpoint is too slow, or sends too much, or is blocked by the policy of the page', async () => {
    const evidence = await createTestBrowser({ policy: { registrationOffered: true } }).examine();
    const { tokenEndpoint, registrationEndpoint } = evidence;
    if (!tokenEndpoint || !registrationEndpoint) throw new Error('The endpoints got no request.');
    for (const [outcome, result] of [
      ['timed out', 'not testable'],
      ['blocked', 'not testable'],
      ['too large', 'pass'],
    ] as const) {
      const ended = findingsOf({
        ...evidence,
        tokenEndpoint: { ...tokenEndpoint, outcome },
        registrationEndpoint: { ...registrationEndpoint, outcome },
      });
      for (const rule of ['token-endpoint-readable', 'registration-readable']) {
        expect(ended.find(({ id }) => id === rule)?.result, `${rule}, ${outcome}`).toBe(result);
      }
    }
  });

  it.each([
    ['timed out', 0],
    ['blocked', 0],
    ['answered', 503],
  ] as const)('may have metadata at a location with the outcome “%s” (%i)', async (outcome, status) => {
    const evidence = await createTestBrowser().examine();
    const unseen = (locations: Evidence['serverLocations']) =>
      locations.map(({ url, attempt }) => ({
        url,
        wrong: 'unseen',
        ...(attempt && { attempt: { ...attempt, outcome, status } }),
      }));
    const { resourceLocations, serverLocations } = evidence;
    const findings = findingsOf({
      ...evidence,
      resourceLocations: unseen(resourceLocations),
      serverLocations: unseen(serverLocations),
    });
    for (const rule of ['resource-metadata-found', 'server-metadata-found']) {
      expect(findings.find(({ id }) => id === rule)?.result, rule).toBe('not testable');
    }
  });

  it('gets no further request after the person stops the report', async () => {
    const { looking, stop, asked, waiting } = silent();
    await expect.poll(() => waiting.length).toBe(1);
    stop();
    const evidence = await looking;
    expect(asked()).toBe(1);
    expect(findingsOf(evidence).find(({ id }) => id === 'reachable')).toMatchObject({
      result: 'not testable',
    });
  });

  it('may send Cross-Origin-Resource-Policy: the report mentions that cause, too', async () => {
    const keptOut = await examineServers({
      change: withHeaders(() => true, {
        'Access-Control-Allow-Origin': undefined,
        'Cross-Origin-Resource-Policy': 'same-origin',
      }),
    });
    expect(keptOut.saw('reachable')).toContain('or the server sends the header Cross-Origin-Resource-Policy');
    expect(keptOut.fixCode('reachable')).toBe(`curl -i '${SERVER}'`);
  });

  it('may not run: the report says so, and has a command that shows more', async () => {
    const refused = new TypeError('Failed to fetch');
    const browser = await examineServers({ instead: () => Promise.reject(refused) });
    expect(browser.saw('reachable')).toContain('It shows no response to a request without CORS either.');
    expect(browser.advice('reachable')).toContain('a POSIX shell (sh, bash, zsh)');
    expect(browser.fixCode('reachable')).toBe(`curl -i '${SERVER}'`);
  });
});

/** What the network gets for a request, and what the report keeps of its response. */
async function sending(
  request: ReportRequest,
  parts: Partial<ReportClientOptions> = {},
  response = new Response(),
) {
  const inits: RequestInit[] = [];
  const log = createWireLog();
  const client = clientOver(
    async (_url, init) => {
      inits.push(init);
      return response;
    },
    { log, ...parts },
  );
  client.allow(SERVER, 'you');
  const reply = await client.send('MCP server', SERVER, request);
  return { init: inits[0], reply, log: log.getSnapshot()[0] };
}

describe('a request of the report', () => {
  it.each<[ReportRequest, boolean]>([
    [{ about: 'cleaning up', method: 'POST', body: 'x'.repeat(16_384) }, true],
    [{ about: 'cleaning up', method: 'POST', body: 'x'.repeat(16_385) }, false],
    [{ about: 'cleaning up', method: 'DELETE' }, true],
    [{ about: 'getting tokens', method: 'POST', body: 'x' }, false],
    [{}, false],
  ])('continues after the page is left only if it cleans up and is short', async (request, kept) => {
    const { init } = await sending(request);
    expect(init).toMatchObject({ keepalive: kept, method: request.method ?? 'GET' });
    expect(init?.body).toBe(request.body);
  });

  it.each<[string, (message: WireMessage) => WireMessage, true | undefined]>([
    ['unchanged', (message) => ({ ...message }), undefined],
    [
      'with its headers in another order',
      ({ headers, ...message }) => ({
        ...message,
        headers: Object.fromEntries(Object.entries(headers).reverse()),
      }),
      undefined,
    ],
    ['with another header', (message) => ({ ...message, headers: { ...message.headers, 'x-a': '1' } }), true],
    ['with another body', (message) => ({ ...message, body: 'x' }), true],
    ['with another method', (message) => ({ ...message, method: 'PUT' }), true],
    ['with another path', (message) => ({ ...message, url: `${message.url}?a=1` }), true],
  ])('counts as edited only if the person changed it: %s', async (_what, change, edited) => {
    const gate = createGate();
    gate.subscribe(() => {
      const state = gate.getSnapshot();
      if (state.status === 'paused') gate.send(change(state.message));
    });
    gate.setStepping(true);
    const request = { method: 'POST', headers: { Accept: 'a', 'X-B': 'b' }, body: 'body' };
    const { reply, log } = await sending(request, { gate });
    expect(reply.attempt.edited).toBe(edited);
    expect(log?.request).toEqual(
      change({ method: 'POST', url: SERVER, headers: { accept: 'a', 'x-b': 'b' }, body: 'body' }),
    );
  });

  it('keeps the headers that the rules read, up to 2,000 characters of each', async () => {
    const headers = { 'Cache-Control': 'x'.repeat(2_001), 'Retry-After': '1', 'X-Other': 'x' };
    const { reply, log } = await sending({}, {}, new Response('No.', { status: 429, headers }));
    expect(reply.attempt.headers).toMatchObject({ 'cache-control': 'x'.repeat(2_000), 'retry-after': '1' });
    expect(reply.attempt.headers).not.toHaveProperty('x-other');
    expect(reply.headers).toHaveProperty('x-other');
    expect(log?.outcome).toMatchObject({ kind: 'answered', response: { status: 429, body: 'No.' } });
  });

  it('has a timeout that ends when the response ends', async () => {
    const ended: number[] = [];
    await sending({}, { schedule: (_callback, delayMs) => () => ended.push(delayMs) });
    expect(ended).toEqual([TIMEOUT_MS]);
  });

  it('is not sent after the person stopped the report, unless it cleans up', async () => {
    const signal = AbortSignal.abort();
    const stopped = await sending({}, { signal });
    expect(stopped.init).toBeUndefined();
    expect(stopped.log?.outcome).toEqual({ kind: 'dropped' });
    expect(stopped.reply.attempt.outcome).toBe('stopped');
    const cleaning = await sending({ about: 'cleaning up' }, { signal });
    expect(cleaning.reply.attempt.outcome).toBe('answered');
  });
});

describe('the requests of the report', () => {
  it('go only to the named server and to servers in its metadata, and the report says which document named each server', async () => {
    const browser = createTestBrowser({ policy: { registrationOffered: true } });
    const { asked } = await browser.examine();
    expect(asked).toEqual([
      { origin: 'https://mcp.example', namedBy: 'you' },
      { origin: 'https://as.example', namedBy: 'the resource metadata' },
    ]);
    expect(new Set(browser.asked.map((url) => new URL(url).origin))).toEqual(
      new Set(asked.map(({ origin }) => origin)),
    );
  });

  it('never go to an origin that the person did not allow, even if the person edits a message at the gate', async () => {
    const asked: string[] = [];
    const gate = createGate();
    gate.setStepping(true);
    const network: Network = async (url) => {
      asked.push(url);
      return new Response();
    };
    const client = clientOver(network, { gate });
    await expect(client.send('MCP server', SERVER)).rejects.toThrow(
      'No request to https://mcp.example is allowed.',
    );
    client.allow(SERVER, 'you');
    const sending = client.send('MCP server', SERVER);
    await expect.poll(() => gate.getSnapshot().status).toBe('paused');
    const paused = gate.getSnapshot();
    if (paused.status === 'paused') gate.send({ ...paused.message, url: 'https://elsewhere.example/' });
    expect((await sending).attempt.outcome).toBe('stopped');
    expect(asked).toEqual([]);
  });

  it('send no cookies, bypass the cache and follow no redirect', async () => {
    const inits: RequestInit[] = [];
    const client = clientOver(async (_url, init) => {
      inits.push(init);
      return new Response('{}', { headers: READABLE });
    });
    await examine(client, OPTIONS);
    expect(inits.length).toBeGreaterThan(2);
    for (const init of inits) {
      expect(init).toMatchObject({ credentials: 'omit', cache: 'no-store', redirect: 'manual' });
    }
  });

  it('never go to a name that resolves to an address nearer than the server', async () => {
    const nearerByDns = async ({ member }: NamedAddress) =>
      member === 'authorization_servers' ? '127.0.0.1' : undefined;
    const { evidence, asked, saw } = await examineServers({}, { nearerByDns });
    expect(evidence.skipped).toMatchObject([{ why: 'nearer', resolvesTo: '127.0.0.1' }]);
    expect(saw('names-no-nearer-address')).toContain('(which resolves to 127.0.0.1)');
    expect(asked.filter((url) => url.startsWith('https://as.example/'))).toEqual([]);
  });

  it('register no client', async () => {
    const bodies: string[] = [];
    await examineServers({
      policy: { registrationOffered: true },
      instead: async (request) => {
        if (request.method === 'POST' && request.url.endsWith('/register')) bodies.push(await request.text());
        return undefined;
      },
    });
    expect(bodies).toEqual(['{']);
  });
});

describe('the network between page and server', () => {
  it('uses plain http only on this machine', async () => {
    const over = async (serverUrl: string) =>
      (await examineServers({}, { serverUrl })).finding('secure-address')?.result;
    expect(await over('http://mcp.example/mcp')).toBe('fail');
    expect(await over('http://localhost:9401/mcp')).toBe('pass');
    expect(await over('https://mcp.example/mcp')).toBe('pass');
  });

  it.each<[PermissionState | undefined, string]>([
    ['granted', 'pass'],
    ['denied', 'fail'],
    ['prompt', 'not testable'],
    [undefined, 'not testable'],
  ])('is local, and the browser’s permission is %s: %s', async (permission, result) => {
    const more = {
      serverUrl: 'http://localhost:9401/mcp',
      ...(permission && { localNetworkAccess: async () => permission }),
    };
    expect((await examineServers({}, more)).finding('local-network')).toMatchObject({ result });
  });

  it.each([
    ['http://localhost:9401/mcp', 'on this machine', '“Apps on device”'],
    ['https://192.168.1.20/mcp', 'in the local network', '“Local network”'],
  ])('to %s: the report names the setting for that kind of address', async (serverUrl, where, setting) => {
    const { saw, advice } = await examineServers({}, { serverUrl, localNetworkAccess: async () => 'denied' });
    expect(saw('local-network')).toContain(where);
    expect(advice('local-network')).toContain(setting);
  });

  it('has a permission that the report reads after the first call, because that call makes the browser ask the person', async () => {
    let calls = 0;
    const { finding } = await examineServers(
      {
        instead() {
          calls += 1;
          return undefined;
        },
      },
      {
        serverUrl: 'http://localhost:9401/mcp',
        localNetworkAccess: async () => (calls ? 'granted' : 'prompt'),
      },
    );
    expect(finding('local-network')).toMatchObject({ result: 'pass' });
  });
});

it.each([
  ['connect-src', SERVER, 'blocked'],
  ['img-src', SERVER, 'unreadable'],
  ['connect-src', 'https://other.example/', 'unreadable'],
  ['connect-src', 'eval', 'unreadable'],
])(
  'a request fails while the policy of the page blocks %s %s: the outcome is %s',
  async (directive, blockedURI, ended) => {
    const page = new EventTarget();
    const network: Network = async () => {
      const violation = new Event('securitypolicyviolation');
      setTimeout(() =>
        page.dispatchEvent(Object.assign(violation, { effectiveDirective: directive, blockedURI })),
      );
      throw new TypeError('Failed to fetch');
    };
    const isBlocked = watchPolicyBlocks(page);
    const evidence = await examine(clientOver(network, { confinedNetwork: network, isBlocked }), OPTIONS);
    expect(evidence.challenge?.outcome).toBe(ended);
    const { finding } = reportOn(evidence);
    const blocked = 'this page’s own policy (connect-src) blocked the request';
    expect(evidence.resourceLocations[0]?.wrong === blocked).toBe(ended === 'blocked');
    if (ended !== 'blocked') return;
    expect(finding('reachable')).toMatchObject({
      shownBy: [1],
      saw: 'The Content-Security-Policy of this page does not let it call https://mcp.example.',
      fix: {
        say: expect.stringContaining('add the origin to VITE_CONNECT_ORIGINS'),
        code: 'VITE_CONNECT_ORIGINS=https://mcp.example',
      },
    });
  },
);

describe('outside a browser, the report shows more of a call that a page cannot read:', () => {
  /** The report over a network with another response to the calls without a token. */
  async function seenOutside(respond: () => Promise<Response>) {
    const browser = createTestBrowser();
    const isCall = ({ method, headers }: RequestInit) =>
      method === 'POST' && !new Headers(headers).has('Authorization');
    const network: Network = (url, init) =>
      url === SERVER && isCall(init) ? respond() : browser.network(url, init);
    return reportOn(
      await examine(clientOver(network, { confinedNetwork: browser.confinedNetwork }), OPTIONS),
    );
  }

  const MOVED = 'Use the address that it redirects to:';
  const SIGN_IN = expect.stringMatching(/^If the redirect leads to a page where people sign in/);
  it.each<[string | undefined, string | undefined, string | RegExp | undefined, string?]>([
    [
      'http://mcp.example/mcp',
      'http://mcp.example/mcp',
      expect.stringMatching(/^Redirect to https, or not at all\./),
    ],
    [SERVER, SERVER, expect.stringMatching(/^Answer the call at this address/)],
    ['https://mcp.example/v2?token=a#b', 'https://mcp.example/v2', MOVED, 'https://mcp.example/v2'],
    ['/v2', 'https://mcp.example/v2', MOVED, 'https://mcp.example/v2'],
    ['/log-in', 'https://mcp.example/log-in', SIGN_IN],
    ['/signin', 'https://mcp.example/signin', SIGN_IN],
    ['https://other.example/mcp', 'https://other.example/mcp', SIGN_IN],
    ['https://', undefined, undefined],
    [undefined, undefined, undefined],
  ])('a redirect to %s', async (location, to, say, code) => {
    const { finding } = await seenOutside(async () =>
      Object.defineProperty(new Response(null, { headers: { ...(location && { location }) } }), 'type', {
        value: 'opaqueredirect',
      }),
    );
    expect(finding('is-mcp-server')).toMatchObject(
      to === undefined
        ? { result: 'not testable' }
        : {
            saw: expect.stringContaining(`with a redirect to ${to}. A`),
            shownBy: [2],
            fix: { say, ...(code && { code }) },
          },
    );
  });

  it('the report repeats a request for metadata that got lost, and mentions the redirect of a request', async () => {
    const browser = createTestBrowser();
    let asked = 0;
    const network: Network = (url, init) => {
      if (!url.includes('/.well-known/')) return browser.network(url, init);
      asked += 1;
      if (asked === 1) throw new Unreadable('No response came.', {});
      if (url.includes('as.example')) {
        const to = new Response(null, { headers: { location: '/login' } });
        return Promise.resolve(Object.defineProperty(to, 'type', { value: 'opaqueredirect' }));
      }
      return browser.network(url, init);
    };
    const evidence = await examine(clientOver(network, { confinedNetwork: network }), OPTIONS);
    expect(evidence.resourceLocations[0]?.document).toBeDefined();
    expect(reportOn(evidence).saw('server-metadata-found')).toContain(
      ': a redirect to https://as.example/login, which this report does not follow',
    );
  });

  it.each<[HiddenResponse | undefined, string, string]>([
    [
      { to: 'request', status: 401 },
      'sign-in',
      'cannot read how the MCP server refuses a call without a token',
    ],
    [{ to: 'request', status: 403 }, 'none', 'A page cannot use this server as it is.'],
    [{ to: 'preflight', status: 401 }, 'none', 'A page cannot use this server as it is.'],
    [{ to: 'request', status: 503 }, 'unclear', 'No header lets this page read it.'],
    [undefined, 'unclear', 'No header lets this page read it.'],
  ])('the hidden response %j', async (hidden, usable, says) => {
    const { verdict, finding, saw } = await seenOutside(async () => {
      throw new Unreadable('No header lets this page read it.', { ...(hidden && { hidden }) });
    });
    expect(verdict).toEqual({ usable, text: expect.stringContaining(says) });
    expect(finding('reachable')?.result).toBe(usable === 'unclear' ? 'not testable' : 'fail');
    if (usable !== 'unclear') expect(saw('reachable')?.includes('A firewall')).toBe(hidden?.status === 403);
  });
});

import { describe, expect, it } from 'vitest';
import { createGate } from '../../machine/debugger/gate.ts';
import type { Network } from '../../machine/wire/recorder.ts';
import { createWireLog } from '../../machine/wire/wire-log.ts';
import { createTestBrowser, PAGE, SERVER, type TestServers } from '../testing/browser.ts';
import { webPage, withHeaders, withMembers } from '../testing/changes.ts';
import { examine } from './examine.ts';
import { findingsOf } from './findings.ts';
import { createReportLine } from './report-line.ts';

async function findings(
  servers: TestServers,
  more: Parameters<ReturnType<typeof createTestBrowser>['look']>[0] = {},
) {
  const browser = createTestBrowser(servers);
  const found = findingsOf(await browser.look(more));
  return (id: string) => found.find((finding) => finding.id === id);
}

const unexpected: Network = (url) => Promise.reject(new Error(`Nothing has to ask ${url} unseen.`));
const isMetadata = ({ url }: Request) => url.includes('/.well-known/');
const readable = { 'Access-Control-Allow-Origin': '*' };

describe('an address that is none', () => {
  it.each([
    '',
    'mcp.example',
    'ftp://mcp.example/',
    'javascript:alert(1)',
    'https://',
    'https://ada:secret@mcp.example/',
  ])('is refused before anything is sent: %j', async (serverUrl) => {
    const browser = createTestBrowser();
    await expect(browser.look({ serverUrl })).rejects.toThrow(TypeError);
    expect(browser.asked).toEqual([]);
  });
});

describe('a server that answers badly', () => {
  it('with a page in place of every document: each location is listed with what was there', async () => {
    const finding = await findings({
      instead: ({ url }) => (url === SERVER ? undefined : webPage(200)),
    });
    expect(finding('asks-for-a-token')).toMatchObject({ result: 'pass' });
    expect(finding('resource-metadata-found')).toMatchObject({
      result: 'fail',
      saw: [
        'https://mcp.example/.well-known/oauth-protected-resource/mcp: text/html that is no JSON object',
        'https://mcp.example/.well-known/oauth-protected-resource: text/html that is no JSON object',
      ].join('\n'),
    });
    expect(finding('s256')).toMatchObject({ result: 'not testable' });
  });

  it('with redirects: none is followed, and each is called by its name', async () => {
    const away = () =>
      new Response(null, { status: 307, headers: { ...readable, Location: 'https://evil.example/' } });
    const browser = createTestBrowser({
      instead: ({ method }) => (method === 'OPTIONS' ? undefined : away()),
    });
    const found = findingsOf(await browser.look());
    expect(found.find(({ id }) => id === 'reachable')).toMatchObject({
      result: 'fail',
      saw: expect.stringContaining('redirect'),
    });
    expect(browser.asked.filter((url) => url.includes('evil'))).toEqual([]);
  });

  it.each([
    ['10 MiB of metadata', ' '.repeat(10 * 1024 * 1024)],
    [
      'a million scopes',
      JSON.stringify({ scopes_supported: Array.from({ length: 1_000_000 }, (_, n) => `scope-${n}`) }),
    ],
  ])('with %s: no more than 512 KiB is read of it', async (_what, body) => {
    const finding = await findings({
      instead: (request) => (isMetadata(request) ? new Response(body, { headers: readable }) : undefined),
    });
    expect(finding('resource-metadata-found')).toMatchObject({
      result: 'fail',
      saw: expect.stringContaining('more than 512 KiB'),
    });
  });

  it('with an issuer that is the MCP server itself: it is asked once at each location, and that is all', async () => {
    const browser = createTestBrowser({
      change: withMembers(({ url }) => url.includes('oauth-protected-resource'), {
        authorization_servers: [SERVER],
      }),
    });
    const found = findingsOf(await browser.look());
    expect(found.find(({ id }) => id === 'server-metadata-found')).toMatchObject({ result: 'fail' });
    expect(browser.asked.length).toBeLessThan(12);
    expect(new Set(browser.asked.map((url) => new URL(url).origin))).toEqual(
      new Set([new URL(SERVER).origin]),
    );
  });

  it('with members of every other type: no rule throws', async () => {
    for (const nonsense of [null, 7, true, {}, [], [7, null], 'x'.repeat(100_000), '__proto__']) {
      const names = [
        'resource',
        'authorization_servers',
        'issuer',
        'token_endpoint',
        'code_challenge_methods_supported',
        'scopes_supported',
        'grant_types_supported',
      ];
      const members = Object.fromEntries(names.map((name) => [name, nonsense]));
      const browser = createTestBrowser({ change: withMembers(isMetadata, members) });
      expect(findingsOf(await browser.look()).length).toBeGreaterThan(40);
    }
  });

  it('with a challenge of 64 KiB: what is kept of it is bounded', async () => {
    const browser = createTestBrowser({
      change: withHeaders(({ url }) => url === SERVER, {
        'WWW-Authenticate': `Bearer scope="${'a'.repeat(65_536)}"`,
      }),
    });
    const { challenge } = await browser.look();
    expect(challenge?.headers['www-authenticate']?.length).toBe(2000);
  });
});

describe('a server that does not answer', () => {
  /** A network that never answers, and a clock on which the patience ends when asked to. */
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
    const line = createReportLine({
      network,
      confinedNetwork: network,
      log: createWireLog(),
      gate: createGate(),
      signal: stopping.signal,
      schedule(callback) {
        waiting.push(callback);
        return () => {};
      },
    });
    const looking = examine(line, {
      serverUrl: SERVER,
      clientId: '',
      pageOrigin: PAGE,
      confirm: async () => true,
    });
    return { looking, waiting, stop: () => stopping.abort(), asked: () => asked };
  }

  it('is waited for once, ten seconds, and not again at each location', async () => {
    const { looking, waiting, asked } = silent();
    await expect.poll(() => waiting.length).toBe(1);
    waiting[0]?.();
    const evidence = await looking;
    expect(asked()).toBe(1);
    expect(evidence.resourceLocations.map(({ wrong }) => wrong)).toEqual([
      'no answer within ten seconds',
      'no answer within ten seconds',
    ]);
    expect(findingsOf(evidence).find(({ id }) => id === 'reachable')).toMatchObject({
      result: 'fail',
      // And nothing of a request without CORS, which was not sent.
      saw: 'https://mcp.example did not answer within ten seconds.',
    });
  });

  it('is left alone as soon as the report is stopped, and nothing more is sent', async () => {
    const { looking, stop, asked, waiting } = silent();
    await expect.poll(() => waiting.length).toBe(1);
    stop();
    const evidence = await looking;
    expect(asked()).toBe(1);
    expect(findingsOf(evidence).find(({ id }) => id === 'reachable')).toMatchObject({
      result: 'not testable',
    });
  });

  it('to a page that is kept out by Cross-Origin-Resource-Policy is not called dead', async () => {
    const keptOut = await findings({
      change: withHeaders(() => true, {
        'Access-Control-Allow-Origin': undefined,
        'Cross-Origin-Resource-Policy': 'same-origin',
      }),
    });
    expect(keptOut('reachable')).toMatchObject({
      result: 'fail',
      saw: expect.stringContaining('or the header Cross-Origin-Resource-Policy of the server keeps'),
      fix: { code: `curl -i '${SERVER}'` },
    });
  });

  it('at all: the report tells no CORS from nobody there, with a command that shows the difference', async () => {
    const refused = new TypeError('Failed to fetch');
    const browser = await findings({ instead: () => Promise.reject(refused) });
    expect(browser('reachable')).toMatchObject({
      result: 'fail',
      saw: expect.stringContaining('It shows no answer to a request without CORS either.'),
      fix: {
        say: expect.stringContaining('a POSIX shell (sh, bash, zsh)'),
        code: `curl -i '${SERVER}'`,
      },
    });
    const deaf = await findings({
      change: withHeaders(() => true, { 'Access-Control-Allow-Origin': undefined }),
    });
    expect(deaf('resource-metadata-found')).toMatchObject({
      result: 'not testable',
      reason: expect.stringContaining('Whether it wants a token could not be read.'),
    });
    expect(deaf('reachable')).toMatchObject({
      fix: {
        code: expect.stringContaining(
          `Access-Control-Allow-Origin: ${PAGE}\nVary: Origin\nAccess-Control-Allow-Methods: GET, POST, DELETE`,
        ),
      },
    });
    expect(deaf('reachable')).toMatchObject({
      fix: {
        say: expect.stringContaining('a POSIX shell (sh, bash, zsh)'),
        code: expect.stringContaining(`curl -i -X OPTIONS '${SERVER}'`),
      },
    });
  });
});

describe('what is asked', () => {
  it('is the server that was named and those that its metadata names, and each is said with who named it', async () => {
    const browser = createTestBrowser({ policy: { registrationOffered: true } });
    const { asked } = await browser.look();
    expect(asked).toEqual([
      { origin: 'https://mcp.example', namedBy: 'you' },
      { origin: 'https://as.example', namedBy: 'the resource metadata' },
    ]);
    expect(new Set(browser.asked.map((url) => new URL(url).origin))).toEqual(
      new Set(asked.map(({ origin }) => origin)),
    );
  });

  it('is never a server that nobody named, whatever is changed at the gate', async () => {
    const stopping = new AbortController();
    const asked: string[] = [];
    const gate = createGate();
    gate.setStepping(true);
    const line = createReportLine({
      network: async (url) => {
        asked.push(url);
        return new Response();
      },
      confinedNetwork: unexpected,
      log: createWireLog(),
      gate,
      signal: stopping.signal,
    });
    await expect(line.send('MCP server', SERVER)).rejects.toThrow('Nobody named https://mcp.example.');
    line.allow(SERVER, 'you');
    const sending = line.send('MCP server', SERVER);
    await expect.poll(() => gate.getSnapshot().status).toBe('paused');
    const paused = gate.getSnapshot();
    if (paused.status === 'paused') gate.send({ ...paused.message, url: 'https://elsewhere.example/' });
    expect((await sending).attempt.outcome).toBe('stopped');
    expect(asked).toEqual([]);
  });

  it('is asked without cookies, without a cache, and no redirect is followed', async () => {
    const inits: RequestInit[] = [];
    const line = createReportLine({
      network: async (_url, init) => {
        inits.push(init);
        return new Response('{}', { headers: readable });
      },
      confinedNetwork: unexpected,
      log: createWireLog(),
      gate: createGate(),
      signal: new AbortController().signal,
    });
    await examine(line, { serverUrl: SERVER, clientId: '', pageOrigin: PAGE, confirm: async () => true });
    expect(inits.length).toBeGreaterThan(2);
    for (const init of inits) {
      expect(init).toMatchObject({ credentials: 'omit', cache: 'no-store', redirect: 'manual' });
    }
  });

  it('registers nobody, whatever the server takes for a registration', async () => {
    const bodies: string[] = [];
    await findings({
      policy: { registrationOffered: true },
      instead: async (request) => {
        if (request.method === 'POST' && request.url.endsWith('/register')) bodies.push(await request.text());
        return undefined;
      },
    });
    expect(bodies).toEqual(['{']);
  });
});

describe('the network between', () => {
  it('over plain http is a broken rule, except on this machine', async () => {
    const over = async (serverUrl: string) => (await findings({}, { serverUrl }))('secure-address')?.result;
    expect(await over('http://mcp.example/mcp')).toBe('fail');
    expect(await over('http://localhost:9401/mcp')).toBe('pass');
    expect(await over('https://mcp.example/mcp')).toBe('pass');
  });

  it.each<[PermissionState | undefined, string]>([
    ['granted', 'pass'],
    ['denied', 'fail'],
    ['prompt', 'not testable'],
    [undefined, 'not testable'],
  ])('is a local one, and the browser says %s: %s', async (permission, result) => {
    const more = {
      serverUrl: 'http://localhost:9401/mcp',
      ...(permission && { localNetworkAccess: async () => permission }),
    };
    expect((await findings({}, more))('local-network')).toMatchObject({ result });
  });

  it.each([
    ['http://localhost:9401/mcp', 'on this machine', '“Apps on device”'],
    ['https://192.168.1.20/mcp', 'in the local network', '“Local network”'],
  ])('of %s: the setting is named by the kind of address', async (serverUrl, where, setting) => {
    const finding = await findings({}, { serverUrl, localNetworkAccess: async () => 'denied' });
    expect(finding('local-network')).toMatchObject({
      saw: expect.stringContaining(where),
      fix: { say: expect.stringContaining(setting) },
    });
  });

  it('is asked about after the call at which the browser asks the person', async () => {
    let calls = 0;
    const finding = await findings(
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

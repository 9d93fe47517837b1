import { describe, expect, it } from 'vitest';
import { createGate } from '../../machine/debugger/gate.ts';
import type { WireMessage } from '../../machine/wire/exchange.ts';
import type { Network } from '../../machine/wire/recorder.ts';
import { createWireLog } from '../../machine/wire/wire-log.ts';
import { createTestBrowser, SERVER } from '../testing/browser.ts';
import { clientOver, OPTIONS } from '../testing/report-client.ts';
import { examineServers } from '../testing/reports.ts';
import { cors } from '../testing/responses.ts';
import { examine } from './examine.ts';
import type { NamedAddress } from './named-address.ts';
import { type ReportClientOptions, type ReportRequest, TIMEOUT_MS } from './report-client.ts';

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
  ])('continues after the user leaves the page only if it is short and cleans up', async (request, kept) => {
    const { init } = await sending(request);
    expect(init).toMatchObject({ keepalive: kept, method: request.method ?? 'GET' });
    expect(init?.body).toBe(request.body);
  });

  it.each<[string, (message: WireMessage) => WireMessage, true | undefined]>([
    ['unchanged', (message) => ({ ...message }), undefined],
    [
      'with its headers in another order',
      ({ headers, ...rest }) => ({ ...rest, headers: Object.fromEntries(Object.entries(headers).reverse()) }),
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
    expect((await sending({ about: 'cleaning up' }, { signal })).reply.attempt.outcome).toBe('answered');
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
      return cors('{}');
    });
    await examine(client, OPTIONS);
    expect(inits.length).toBeGreaterThan(2);
    for (const init of inits) {
      expect(init).toMatchObject({ credentials: 'omit', cache: 'no-store', redirect: 'manual' });
    }
  });

  it('never go to a name that resolves to an address in a more local network than the server', async () => {
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

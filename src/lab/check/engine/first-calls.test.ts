import { describe, expect, it } from 'vitest';
import { createGate } from '../../machine/debugger/gate.ts';
import { createWireLog } from '../../machine/wire/wire-log.ts';
import { createTestBrowser, PAGE, SERVER, type TestServers } from '../testing/browser.ts';
import { webPage, withHeaders } from '../testing/changes.ts';
import {
  behindPassword,
  missing,
  newerAlone,
  olderTransport,
  openWithSessions,
  refusing,
  withMetadata,
} from '../testing/mcp-servers.ts';
import { findingsOf } from './findings.ts';
import { SIMPLE_GET } from './mcp-request.ts';
import { createReportLine, PATIENCE_MS } from './report-line.ts';
import { verdictOf } from './verdict.ts';

async function lookAt(servers: TestServers) {
  const browser = createTestBrowser(servers);
  const evidence = await browser.look();
  const findings = findingsOf(evidence);
  return {
    evidence,
    asked: browser.asked,
    broken: findings.filter(({ result }) => result === 'fail').map(({ id }) => id),
    verdict: verdictOf(evidence, findings),
    finding: (id: string) => findings.find((each) => each.id === id),
  };
}

describe('a server that breaks no rule, and that a page cannot use all the same', () => {
  it('refuses this origin: its words, and the setting (MCP, Origin header)', async () => {
    const { broken, finding, verdict } = await lookAt({
      instead: refusing(403, 'Forbidden: Invalid Origin header'),
    });
    expect(broken).toEqual(['origin-let-in', 'serves-or-asks']);
    expect(finding('origin-let-in')).toMatchObject({
      severity: 'should',
      saw: expect.stringContaining('with 403 (JSON-RPC error: “Forbidden: Invalid Origin header”)'),
      fix: { code: PAGE },
    });
    expect(verdict).toMatchObject({ usable: 'none', text: expect.stringContaining('of this origin') });
  });

  it('has the transport of MCP 2024-11-05: named, though its stream never ends', async () => {
    const { broken, finding, verdict } = await lookAt({ instead: withMetadata(olderTransport, missing) });
    expect(broken).toEqual(['streamable-http']);
    expect(finding('streamable-http')).toMatchObject({ saw: expect.stringContaining('HTTP+SSE') });
    expect(verdict.usable).toBe('none');
  });

  it.each([404, 405, 406, 422, 500, 503])(
    'answers %i to everything: its status and words',
    async (status) => {
      const { broken, finding, verdict } = await lookAt({
        instead: refusing(status, 'The kettle is empty.'),
      });
      expect(broken).toEqual(['serves-or-asks']);
      expect(finding('serves-or-asks')).toMatchObject({
        severity: 'should',
        saw: expect.stringContaining(`with ${status} (JSON-RPC error: “The kettle is empty.”)`),
        fix: { say: expect.stringContaining(status >= 500 ? 'failed' : 'Check the address') },
      });
      expect(verdict.usable).toBe('none');
    },
  );

  it('hides its session: the header to expose (Fetch, CORS protocol)', async () => {
    const { broken, finding, verdict } = await lookAt({
      instead: withMetadata(openWithSessions, missing),
      change: withHeaders(({ url }) => url === SERVER, { 'Access-Control-Expose-Headers': undefined }),
    });
    expect(broken).toEqual(['session-readable']);
    expect(finding('session-readable')).toMatchObject({
      saw: expect.stringContaining('“Bad Request: No valid session ID provided”'),
      fix: { code: expect.stringContaining('Access-Control-Expose-Headers: Mcp-Session-Id') },
    });
    expect(verdict.usable).toBe('none');
  });

  it('wants a password: the challenge is quoted, and no MUST of OAuth is held against it', async () => {
    const { broken, finding } = await lookAt({ instead: behindPassword('Basic realm="staff"') });
    expect(broken).toEqual(['asks-for-bearer']);
    expect(finding('asks-for-bearer')).toMatchObject({
      saw: 'It answered 401 and asks for: Basic realm="staff"',
    });
  });

  it.each([401, 403])(
    'sends a page with %i, which is not called the web page that is there',
    async (status) => {
      const { finding, verdict } = await lookAt({
        instead: withMetadata(
          ({ method, url }) => (method === 'POST' && url === SERVER ? webPage(status) : undefined),
          missing,
        ),
      });
      expect(finding('is-mcp-server')).toMatchObject({
        result: 'not testable',
        reason: expect.stringContaining(`a call with ${status} (web page)`),
      });
      expect(finding('resource-metadata-found')).toMatchObject({ result: 'not testable' });
      expect(verdict.usable).toBe('none');
    },
  );
});

it('a server that takes messages of MCP 2026-07-28 alone is asked in that version, and is open', async () => {
  const { broken, verdict } = await lookAt({ instead: withMetadata(newerAlone, missing) });
  expect(broken).toEqual([]);
  expect(verdict.usable).toBe('open');
});

it('a stream that has begun and says nothing is not waited for', async () => {
  const silent = new ReadableStream<Uint8Array>();
  const line = createReportLine({
    network: async () => new Response(silent, { headers: { 'Content-Type': 'text/event-stream' } }),
    confinedNetwork: () => Promise.reject(new Error('Nothing is asked unseen.')),
    log: createWireLog(),
    gate: createGate(),
    signal: new AbortController().signal,
    schedule(callback, delayMs) {
      if (delayMs < PATIENCE_MS) queueMicrotask(callback);
      return () => {};
    },
  });
  line.allow(SERVER, 'you');
  const { attempt } = await line.send('MCP server', SERVER, SIMPLE_GET);
  expect(attempt).toMatchObject({ outcome: 'answered', content: 'event stream' });
});

it('no tool is called to find out what a server is', async () => {
  for (const instead of [refusing(400, 'no'), withMetadata(newerAlone, missing)]) {
    const browser = createTestBrowser({ instead });
    await browser.look();
    const bodies = browser.log.getSnapshot().map(({ request }) => request.body);
    expect(bodies.filter((body) => body.includes('tools/call'))).toEqual([]);
  }
});

import { describe, expect, it } from 'vitest';
import type { Network } from '../../machine/wire/recorder.ts';
import { createTestBrowser, SERVER } from '../testing/browser.ts';
import { withHeaders } from '../testing/changes.ts';
import { clientOver, OPTIONS } from '../testing/report-client.ts';
import { examined, examineServers, findingsOf, reportOn } from '../testing/reports.ts';
import { READABLE } from '../testing/responses.ts';
import type { Evidence } from './evidence.ts';
import { examine } from './examine.ts';
import { type HiddenResponse, Unreadable } from './unreadable.ts';

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
    return { looking: examine(client, OPTIONS), waiting, stop: () => stopping.abort(), asked: () => asked };
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
    expect(reportOn(evidence).finding('reachable')).toMatchObject({
      result: 'not testable',
      // The report does not mention a request without CORS, because none was sent.
      reason: 'https://mcp.example did not answer within ten seconds.',
    });
  });

  it.each([
    ['one request', (count: number, at: number) => count === at],
    ['every request from some moment on', (count: number, at: number) => count >= at],
  ])('neither breaks nor keeps a rule if the network loses %s', async (_what, isLost) => {
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

  it('breaks no rule if an endpoint is too slow, sends too much, or is blocked by the policy of the page', async () => {
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
  ] as const)(
    'may have metadata at a location if the outcome of the request is “%s” (%i)',
    async (outcome, status) => {
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
    },
  );

  it('gets no further request after the person stops the report', async () => {
    const { looking, stop, asked, waiting } = silent();
    await expect.poll(() => waiting.length).toBe(1);
    stop();
    const evidence = await looking;
    expect(asked()).toBe(1);
    expect(reportOn(evidence).finding('reachable')).toMatchObject({ result: 'not testable' });
  });

  it('may send Cross-Origin-Resource-Policy: the report also names this header as a possible cause', async () => {
    const keptOut = await examineServers({
      change: withHeaders(() => true, {
        'Access-Control-Allow-Origin': undefined,
        'Cross-Origin-Resource-Policy': 'same-origin',
      }),
    });
    expect(keptOut.reason('reachable')).toContain(
      'or the server sends the header Cross-Origin-Resource-Policy',
    );
  });

  it('may be down: the report accuses no server, and has a command that shows more', async () => {
    const refused = new TypeError('Failed to fetch');
    const browser = await examineServers({ instead: () => Promise.reject(refused) });
    expect(browser.broken).toEqual([]);
    const reason = browser.reason('reachable');
    expect(reason).toContain('It shows no response to a request without CORS either.');
    expect(reason).toContain('a POSIX shell (sh, bash, zsh)');
    expect(reason).toMatch(/\ncurl -i 'https:\/\/mcp\.example\/mcp'$/);
  });
});

describe('outside a browser, the report shows more of a call that a page cannot read:', () => {
  /** Makes the report about a server that uses `respond` for each call that has no token. */
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

  it('the report repeats a lost request for metadata, and says which request was redirected', async () => {
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

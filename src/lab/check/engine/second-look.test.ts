import { describe, expect, it } from 'vitest';
import { createTestBrowser, SERVER, type TestServers } from '../testing/browser.ts';
import { answering, issuerWith, withHeaders, withMembers, withoutCors } from '../testing/changes.ts';
import { isCall, missing, open, withMetadata } from '../testing/mcp-servers.ts';
import { examineServers, reportOn, wordsOf } from '../testing/reports.ts';
import { isServerMetadata } from '../testing/requests.ts';
import { bare, cors, corsJson, READABLE, webPage } from '../testing/responses.ts';
import { verdictOf } from './verdict.ts';

/** Replaces the responses to requests `from` to `to`, counted from 0. */
function between(from: number, to: number, respond: () => Response): TestServers {
  let at = 0;
  return {
    instead() {
      at += 1;
      return at > from && at <= to + 1 ? respond() : undefined;
    },
  };
}

const CHALLENGED = { 'WWW-Authenticate': 'Bearer', 'Access-Control-Expose-Headers': 'WWW-Authenticate' };

const RESPONSES: readonly [string, () => Response][] = [
  ...[200, 400, 401, 403, 404, 405, 429, 500].map((status): [string, () => Response] => [
    `an empty ${status}`,
    () => bare(status),
  ]),
  ['a web page with 200', () => webPage(200)],
  ['a web page with 400', () => webPage(400)],
  ['a web page with 403', () => webPage(403)],
  ['a hidden 403', () => new Response(null, { status: 403 })],
  ['a redirect', () => cors(null, 302, { Location: 'https://x.example/' })],
  ['an empty JSON object', () => corsJson({})],
  [
    'no response',
    () => {
      throw new TypeError('Failed to fetch');
    },
  ],
];

describe('a rule is broken only if two looks at the server show it', () => {
  it.each(RESPONSES)(
    '%s at one or two requests, or at all requests after a certain one, breaks no rule',
    async (_what, respond) => {
      const { length } = (await examineServers({})).asked;
      for (const more of [0, 1, Number.POSITIVE_INFINITY]) {
        for (let from = more > 1 ? 2 : 0; from < length; from += 1) {
          const { broken, asked } = await examineServers(between(from, from + more, respond));
          expect(broken, asked[from]).toEqual([]);
        }
      }
    },
  );

  describe.each([
    { which: 'request', methods: ['GET', 'POST', 'DELETE'] },
    { which: 'call', methods: ['POST'] },
    { which: 'request for metadata', methods: ['GET'] },
  ])('at every second $which', ({ methods }) => {
    it.each(RESPONSES)('%s breaks no rule', async (_what, respond) => {
      for (const first of [0, 1]) {
        let at = first;
        // A browser does not repeat the preflight of a request that it repeats.
        const isNext = ({ method }: Request) => methods.includes(method) && at++ % 2 === 0;
        const { broken } = await examineServers(answering(isNext, respond));
        expect(broken, `from request ${first} on`).toEqual([]);
      }
    });
  });

  it.each(RESPONSES)(
    '%s at every request shows no server, so no rule is judged by it',
    async (what, respond) => {
      const { findings, verdict } = await examineServers({ instead: respond });
      const judged = findings.filter(({ result, shownBy }) => result !== 'not testable' && shownBy.length);
      // No page can distinguish this response from the response of a server without CORS headers.
      const isHidden = what === 'a hidden 403';
      expect(judged.map(({ id, result }) => `${id}: ${result}`)).toEqual(isHidden ? ['reachable: fail'] : []);
      expect(verdict.usable).toBe(isHidden ? 'none' : 'unclear');
      const isSeen = !isHidden && what !== 'no response';
      expect(verdict.text.startsWith('Every response that could be read '), verdict.text).toBe(isSeen);
    },
  );

  it.each([
    [200, 'may be that of a web site'],
    [302, 'was a redirect, whatever the address. If people sign in'],
    [401, 'No Bearer challenge could be read'],
    ...[404, 405, 410].map((status): [number, string] => [status, 'may be wrong, or nothing is deployed']),
    [429, 'limits the rate of requests'],
    [503, 'A firewall may refuse this client, or the server has failed'],
  ])('the verdict on %i at every request says what may have sent that status', async (status, says) => {
    const headers = { ...READABLE, ...(status === 302 && { Location: 'https://x.example/' }) };
    const { verdict } = await examineServers({ instead: () => new Response(null, { status, headers }) });
    expect(verdict.text).toContain(says);
  });

  it.each<[string, (request: Request) => Response]>([
    ['another status for a token', ({ headers }) => bare(headers.has('Authorization') ? 403 : 401)],
    [
      'a challenge only for a token',
      ({ headers }) => cors(null, 401, headers.has('Authorization') ? CHALLENGED : {}),
    ],
    ['another status at the origin', ({ url }) => bare(url.includes('/oauth-authorization-') ? 404 : 401)],
    [
      'metadata where no client looks for it',
      ({ url }) =>
        url === `${SERVER}/.well-known/oauth-protected-resource` ? corsJson({ resource: SERVER }) : bare(401),
    ],
    ['a JSON-RPC error at every address', () => corsJson({ jsonrpc: '2.0', id: 1, error: {} }, 400)],
  ])('no verdict is about every response if the server sends %s', async (_what, respond) => {
    const { verdict } = await examineServers({
      instead: (request) => (request.method === 'OPTIONS' ? undefined : respond(request)),
    });
    expect(verdict.text).not.toContain('Every response');
  });

  it('a verdict about every response requires the same status in both looks', async () => {
    const { evidence } = await examineServers({ instead: () => bare(403) });
    const { evidence: again, findings } = await examineServers({});
    const second = reportOn({ ...again, again: evidence });
    for (const { id, result } of findings)
      if (result === 'pass') expect(second.finding(id)?.result, id).toBe('pass');
    expect(verdictOf(evidence, []).text).toMatch(/^Every response that could be read had the status 403/);
    expect(verdictOf({ ...evidence, again }, []).text).not.toContain('Every response');
    const weak = await examineServers(issuerWith({ code_challenge_methods_supported: undefined }));
    expect(weak.broken).toContain('s256');
    expect(reportOn({ ...weak.evidence, again: evidence }).finding('s256')).toHaveProperty(
      'reason',
      expect.stringMatching(/saw this only once: .* The second time: Every/),
    );
    const { evidence: down } = await examineServers({ instead: withMetadata(() => undefined, missing) });
    expect(reportOn({ ...weak.evidence, again: down }).reason('s256')).toMatch(/ The second time: ./);
  });

  it('metadata that lacks S256 only once leaves the rule undecided, and the finding says so', async () => {
    let reads = 0;
    const isFirst = (request: Request) => isServerMetadata(request) && reads++ === 0;
    const { reason, log } = await examineServers({
      change: withMembers(isFirst, { code_challenge_methods_supported: undefined }),
    });
    expect(reason('s256')).toMatch(/^The report sent its requests twice, and saw this only once: /);
    expect(log.getSnapshot()).toHaveLength(24);
  });

  it('a rule is kept only if the second look does not contradict this', async () => {
    for (const first of [0, 1]) {
      let at = first;
      const isNext = ({ method, url }: Request) => method === 'POST' && url === SERVER && at++ % 2 === 0;
      const { finding, reason, verdict } = await examineServers({
        // The offer of “plain” leads to a second look.
        policy: { plainAllowed: true },
        change: withoutCors(isNext),
      });
      expect(reason('reachable')).toContain('responses to the same request differed');
      expect(finding('streamable-http')).toHaveProperty('awaits', 'right-request');
      expect(verdict.usable).toBe('unclear');
    }
  });

  it('a pass that the second look contradicts is undecided, unless a sign-in works', async () => {
    let reads = 0;
    const isAgain = (request: Request) => isServerMetadata(request) && reads++ > 0;
    const browser = createTestBrowser({
      policy: { plainAllowed: true },
      change: withMembers(isAgain, { code_challenge_methods_supported: ['plain'] }),
    });
    const evidence = await browser.examine();
    const { finding, reason, verdict } = reportOn(evidence);
    expect(reason('s256')).toMatch(/^The report sent its requests twice, and saw this only once: .*plain/);
    expect(finding('s256')?.shownBy).toHaveLength(2);
    expect(verdict).toEqual({ usable: 'unclear', text: `The report could not decide. ${reason('s256')}` });
    expect(reportOn(await browser.probeAll(evidence)).verdict.usable).toBe('sign-in');
  });

  it('a server whose calls without a token fail now and then is not called open', async () => {
    let at = 0;
    const fails = withMetadata(
      (request) => (isCall(request) && at++ % 2 ? bare(500) : open(request)),
      missing,
    );
    const { verdict } = await examineServers({ instead: fails });
    expect(verdict).toMatchObject({ usable: 'unclear', text: expect.stringContaining('differed') });
  });

  it('neither a rate limit nor a stop in the second look contradicts the first look', async () => {
    for (let begin = 8; begin < 24; begin += 1) {
      for (const respond of [undefined, () => bare(429)]) {
        let count = 0;
        const browser = createTestBrowser({
          policy: { plainAllowed: true },
          instead({ method }) {
            if (method === 'OPTIONS') return undefined;
            count += 1;
            if (count >= begin && !respond) browser.stop();
            return count >= begin ? respond?.() : undefined;
          },
        });
        const { findings, verdict } = reportOn(await browser.examine());
        expect(findings.filter((finding) => wordsOf(finding).includes('differed'))).toEqual([]);
        expect(verdict.usable).toBe('sign-in');
      }
    }
  });

  it('metadata that only the second look finds is judged by a third look', async () => {
    let reads = 0;
    const servers: TestServers = {
      ...answering(
        ({ url }) => url.includes('/.well-known/') && reads++ < 2,
        () => bare(404),
      ),
      ...issuerWith({ code_challenge_methods_supported: ['plain'] }),
    };
    expect((await examineServers(servers)).broken).toContain('s256');
  });

  it('the person confirms an address only once', async () => {
    // The challenge that no page can read leads to a second look.
    const browser = createTestBrowser({
      change: withHeaders(() => true, { 'Access-Control-Expose-Headers': undefined }),
    });
    const asked: string[] = [];
    const confirm = async (named: readonly { url: string }[]) => {
      asked.push(...named.map(({ url }) => url));
      return false;
    };
    const evidence = await browser.examine({ confirm });
    expect(asked).toEqual(['https://as.example/idp']);
    expect(evidence.serverLocations).toEqual([]);
  });
});

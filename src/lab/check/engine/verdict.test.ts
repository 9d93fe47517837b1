import { describe, expect, it } from 'vitest';
import { type Change, createTestBrowser, ISSUER, SERVER, type TestServers } from '../testing/browser.ts';
import { issuerWith, responsesFrom, withoutCors, withoutIssuer } from '../testing/changes.ts';
import {
  both,
  calls,
  type EvidenceChange,
  reportOnRare,
  SERVED,
  server,
  skipped,
  withoutMetadata,
} from '../testing/rare-evidence.ts';
import { findingsOf, probed, reportOn } from '../testing/reports.ts';
import { atTokenEndpoint, isTokenRequest, postsTo } from '../testing/requests.ts';
import { bare, cors, corsJson, INITIALIZED, oauthError, webPage } from '../testing/responses.ts';
import { verdictOf } from './verdict.ts';

async function verdictAfterProbes(servers: TestServers) {
  const evidence = await probed(servers);
  return verdictOf(evidence, findingsOf(evidence));
}

async function verdictBefore(servers: TestServers, clientId: string) {
  const evidence = await createTestBrowser(servers).examine({ clientId });
  return verdictOf(evidence, findingsOf(evidence));
}

const withTokenGets =
  (answer: () => Response): Change =>
  ({ url, method, headers }, response) =>
    url === SERVER && method === 'POST' && (headers.get('Authorization') ?? '').length > 100
      ? answer()
      : response;

describe('the verdict after the probes', () => {
  it.each<[string, TestServers]>([
    [
      'the token endpoint refuses every code',
      { instead: postsTo('/token', () => oauthError('invalid_client')) },
    ],
    ['the responses have another iss', { change: responsesFrom('https://evil.example') }],
    ['the responses have no iss, which the metadata promises', { change: withoutIssuer }],
    ['the MCP server refuses the token', { instead: unauthorized }],
  ])('is that a page cannot sign in if %s', async (_what, servers) => {
    expect(await verdictAfterProbes(servers)).toMatchObject({
      usable: 'none',
      text: expect.stringMatching(/^A page cannot sign in here\. /),
    });
  });

  it.each<[string, () => Response, string]>([
    ['500', () => cors('No keys.', 500), 'It says: “No keys.”'],
    ['402', () => cors('Pay.', 402), 'It says: “Pay.”'],
    ['406', () => cors('Not this.', 406), 'It says: “Not this.”'],
    ['a web page', () => webPage(200), 'answered 200 with a web page'],
    ['a web page and 403', () => webPage(403), 'answered 403 with a web page'],
  ])('says that no call with the token was served if each gets %s', async (_what, answer, says) => {
    const { usable, text } = await verdictAfterProbes({ change: withTokenGets(answer) });
    expect(usable).toBe('sign-in');
    expect(text).toMatch(/^A page can sign in here, but no call with the token was served\. /);
    expect(text).toContain(says);
  });

  it.each<[string, object, string, string[]]>([
    ['a right', { message: 'Not in your plan' }, 'but no call with the token was served', []],
    ['the origin', { error: 'Origin not allowed' }, 'requests from pages of this origin', ['origin-let-in']],
  ])('does not blame the token for a 403 that may be about %s', async (_what, body, says, rules) => {
    const answer = () => corsJson(body, 403);
    const { verdict, broken } = reportOn(await probed({ change: withTokenGets(answer) }));
    expect(verdict.text).toContain(says);
    expect(broken).toEqual(rules);
  });

  it('does not say that the server refused a call if the response is too large to read', async () => {
    const answer = () => cors('x'.repeat(600_000));
    const { verdict, note } = reportOn(await probed({ change: withTokenGets(answer) }));
    expect(verdict.text).toMatch(/^A page can sign in here\. The probes that ran/);
    expect(note('sign-in-works')).toContain('larger than 512 KiB');
  });

  it('does not say that a refresh never works if a firewall may have refused it', async () => {
    const instead = atTokenEndpoint((form) => (form.has('refresh_token') ? webPage(403) : undefined));
    expect((await verdictAfterProbes({ instead })).text).not.toContain('refresh');
  });

  it.each([
    [400, false, false],
    [404, true, false],
    [404, false, true],
  ])(
    'says that no call was served if a call without a session gets %i (does the handshake begin a session? %s): %s',
    async (status, begins, isSaid) => {
      const refusal = () => cors('No valid session ID', status);
      const begun = () =>
        corsJson(INITIALIZED, 200, { 'Access-Control-Expose-Headers': '*', 'Mcp-Session-Id': 's1' });
      const isHandshake = async (request: Request) =>
        begins && request.method === 'POST' && (await request.clone().text()).includes('"initialize"');
      const { text } = await verdictAfterProbes({
        change: async (request, response) =>
          withTokenGets((await isHandshake(request)) ? begun : refusal)(request, response),
      });
      expect(text.includes('no call with the token was served')).toBe(isSaid);
    },
  );

  it('gives the reason if no probe can sign in because the token endpoint fails', async () => {
    const { text } = await verdictAfterProbes({ instead: postsTo('/token', () => bare(500)) });
    expect(text).toBe(
      'A page can find its way to the sign-in. The token endpoint answered 500, which says nothing about the request.',
    );
  });

  it('lists the undecided rules that protect a code or the MCP server', async () => {
    let exchanges = 0;
    const { text } = await verdictAfterProbes({
      async instead(request) {
        if (!isTokenRequest(request)) return undefined;
        if (new URLSearchParams(await request.text()).get('code') === 'not-a-code') return undefined;
        exchanges += 1;
        return exchanges > 2 ? cors(null, 429) : undefined;
      },
    });
    expect(text).toBe(
      'A page can sign in here. The probes that ran found no broken rule. They could not decide: “A code with a wrong verifier is refused”, “A code without its verifier is refused”, “A code works once”, “The MCP server refuses tokens that were not issued for it”.',
    );
  });
});

describe('the verdict before the probes', () => {
  it('is unclear if the server responds only with 429', async () => {
    const servers: TestServers = {
      instead: ({ method }) => (method === 'OPTIONS' ? undefined : cors('Not now.', 429)),
    };
    expect(await verdictBefore(servers, '')).toEqual({
      usable: 'unclear',
      text: `It answered a call with 429 (text: “Not now.”) and initialize with 429 (text: “Not now.”). Every response that could be read had the status 429, whatever the address. The server limits the rate of requests. Check it again later.`,
    });
  });

  it('does not say that a page can sign in, because no user has signed in', async () => {
    const { text } = await verdictBefore(issuerWith({ response_types_supported: ['id_token'] }), 'this-app');
    expect(text).toBe(
      'A page can find its way to the sign-in, but should not use it yet: the server breaks rules that it must keep.',
    );
  });

  it('names the client ID that a page needs if it cannot register itself', async () => {
    const { text } = await verdictBefore({}, '');
    expect(text).toContain('needs a client ID from the operator');
    expect((await verdictBefore({}, 'this-app')).text).not.toContain('client ID');
    const registering: TestServers = { policy: { registrationOffered: true } };
    expect((await verdictBefore(registering, '')).text).not.toContain('client ID');
    const keptOut: TestServers = {
      ...registering,
      change: withoutCors(({ url }) => url === `${ISSUER}/register`),
    };
    expect((await verdictBefore(keptOut, '')).text).toContain('needs a client ID from the operator');
  });
});

describe('a verdict on evidence that few servers give', () => {
  it.each<[string, EvidenceChange, RegExp]>([
    [
      'none',
      both(calls({ status: 200, content: 'web page' }), withoutMetadata),
      /^It answers with a web page, and not as an MCP server\.$/,
    ],
    [
      'none',
      both(calls({ status: 404, content: 'nothing' }), withoutMetadata),
      /^A page cannot use this server as it is\. The first obstacle, listed as advice: “It serves a call or asks for a token”\.$/,
    ],
    ['sign-in', calls({ ...SERVED, status: 201 }), /^A page can find its way to the sign-in\. /],
    ...(
      [
        [{ content: 'document' }, /^It answers with a document, and not as an MCP server\.$/],
        [
          { content: 'document', headers: { 'content-type': 'image/png' } },
          /^It answers with a document of the type image\/png, and not as an MCP server\.$/,
        ],
        [
          { content: 'web page', headers: { 'retry-after': '3' } },
          /^A page cannot use this server as it is\. /,
        ],
      ] as const
    ).map(([seen, text]): [string, EvidenceChange, RegExp] => [
      'none',
      both(calls({ status: 200, ...seen }), withoutMetadata),
      text,
    ]),
    [
      'open',
      both(calls(SERVED), server({ code_challenge_methods_supported: [] })),
      /^A page can use what this server offers without a token, but cannot sign in for more\. The first broken rule: “It announces PKCE with S256”\.$/,
    ],
    [
      'unclear',
      both(calls({}), skipped({ why: 'not confirmed' })),
      /^The report ended early\. You did not confirm https:\/\/nas\.example\/as\. /,
    ],
    [
      'unclear',
      both(calls({ status: 451, content: 'text' }), withoutMetadata),
      / It may refuse calls from the region of this client\. /,
    ],
    ['unclear', calls({ outcome: 'timed out', status: 0 }), /^https:\/\/mcp\.example did not answer within /],
    [
      'unclear',
      calls({ outcome: 'stopped', status: 0 }),
      /^The report could not decide\. The response could not be read\.$/,
    ],
  ])('the verdict is “%s”', async (usable, change, text) => {
    expect((await reportOnRare(change)).verdict).toEqual({ usable, text: expect.stringMatching(text) });
  });

  it.each([
    ['127.0.0.1', 'issuer is https://nas.example/as (which resolves to 127.0.0.1), nearer to you than'],
    ['nas.example', 'issuer is https://nas.example/as (public), nearer to you than'],
    [undefined, 'issuer is https://nas.example/as (public), nearer to you than'],
  ])('a skipped address appears with the IP address of its host: %s', async (resolvesTo, says) => {
    const { saw } = await reportOnRare(skipped({ ...(resolvesTo && { resolvesTo }) }));
    expect(saw('names-no-nearer-address')).toContain(says);
  });
});

/** Refuses every call, with and without a token. */
function unauthorized({ method, url }: Request): Response | undefined {
  if (method !== 'POST' || !url.startsWith('https://mcp.example/')) return undefined;
  return new Response(null, {
    status: 401,
    headers: {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': 'WWW-Authenticate',
      'WWW-Authenticate': 'Bearer error="invalid_token", scope="notes:read"',
    },
  });
}

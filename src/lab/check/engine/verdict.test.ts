import { describe, expect, it } from 'vitest';
import { type Change, createTestBrowser, ISSUER, SERVER, type TestServers } from '../testing/browser.ts';
import { responsesFrom, withHeaders, withMembers, withoutIssuer } from '../testing/changes.ts';
import { findingsOf, probed } from '../testing/reports.ts';
import { isServerMetadata } from '../testing/requests.ts';
import { READABLE, webPage } from '../testing/responses.ts';
import { verdictOf } from './verdict.ts';

async function verdictAfterProbes(servers: TestServers) {
  const evidence = await probed(servers);
  return verdictOf(evidence, findingsOf(evidence));
}

async function verdictBefore(servers: TestServers, clientId: string) {
  const evidence = await createTestBrowser(servers).examine({ clientId });
  return verdictOf(evidence, findingsOf(evidence));
}

const refusingToken = (error: string): TestServers => ({
  instead: ({ method, url }) =>
    method === 'POST' && url === `${ISSUER}/token`
      ? Response.json({ error }, { status: 400, headers: { 'Access-Control-Allow-Origin': '*' } })
      : undefined,
});

const withTokenGets =
  (answer: () => Response): Change =>
  ({ url, method, headers }, response) =>
    url === SERVER && method === 'POST' && (headers.get('Authorization') ?? '').length > 100
      ? answer()
      : response;

describe('the verdict after the probes', () => {
  it.each<[string, TestServers]>([
    ['the token endpoint refuses every code', refusingToken('invalid_client')],
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
    ['500', () => new Response('No keys.', { status: 500, headers: READABLE }), 'It says: “No keys.”'],
    ['402', () => new Response('Pay.', { status: 402, headers: READABLE }), 'It says: “Pay.”'],
    ['406', () => new Response('Not this.', { status: 406, headers: READABLE }), 'It says: “Not this.”'],
    ['a web page', () => webPage(200), 'answered 200 with a web page'],
  ])('says that no call with the token was served if each gets %s', async (_what, answer, says) => {
    const { usable, text } = await verdictAfterProbes({ change: withTokenGets(answer) });
    expect(usable).toBe('sign-in');
    expect(text).toMatch(/^A page can sign in here, but no call with the token was served\. /);
    expect(text).toContain(says);
  });

  it('says nothing about calls if the server wants a session first, which no probe begins', async () => {
    const answer = () => new Response('No valid session ID', { status: 400, headers: READABLE });
    expect((await verdictAfterProbes({ change: withTokenGets(answer) })).text).not.toContain('served');
  });

  it('gives the reason if a failing token endpoint let no probe sign in', async () => {
    const { text } = await verdictAfterProbes({
      instead: ({ method, url }) =>
        method === 'POST' && url === `${ISSUER}/token`
          ? new Response(null, { status: 500, headers: READABLE })
          : undefined,
    });
    expect(text).toBe(
      'A page can find its way to the sign-in. The token endpoint answered 500, which says nothing about the request.',
    );
  });

  it('does not say that no rule is broken if there is advice', async () => {
    expect((await verdictAfterProbes({})).text).toBe(
      'A page can sign in here. The probes that ran found no broken rule.',
    );
    const withPlain = await verdictAfterProbes({
      change: withMembers(isServerMetadata, { code_challenge_methods_supported: ['S256', 'plain'] }),
    });
    expect(withPlain.text).toBe('A page can sign in here. The probes that ran found no broken MUST.');
  });

  it('names the undecided rules that protect a code', async () => {
    let exchanges = 0;
    const { text } = await verdictAfterProbes({
      async instead(request) {
        if (request.method !== 'POST' || !request.url.endsWith('/token')) return undefined;
        if (new URLSearchParams(await request.text()).get('code') === 'not-a-code') return undefined;
        exchanges += 1;
        return exchanges > 2 ? new Response(null, { status: 429, headers: READABLE }) : undefined;
      },
    });
    expect(text).toBe(
      'A page can sign in here. The probes that ran found no broken rule. They could not decide: “A code with a wrong verifier is refused”, “A code without its verifier is refused”, “A code works once”.',
    );
  });
});

describe('the verdict before the probes', () => {
  it('does not say that a page can sign in, because no user has signed in', async () => {
    const { text } = await verdictBefore(
      { change: withMembers(isServerMetadata, { response_types_supported: ['id_token'] }) },
      'this-app',
    );
    expect(text).toBe(
      'A page can find its way to the sign-in, but should not use it yet: the server breaks rules that it must keep.',
    );
  });

  it('names the client ID that a page needs if it cannot register by itself', async () => {
    const { text } = await verdictBefore({}, '');
    expect(text).toContain('needs a client ID from the operator');
    expect((await verdictBefore({}, 'this-app')).text).not.toContain('client ID');
    const registering: TestServers = { policy: { registrationOffered: true } };
    expect((await verdictBefore(registering, '')).text).not.toContain('client ID');
    const keptOut: TestServers = {
      ...registering,
      change: withHeaders(({ url }) => url === `${ISSUER}/register`, {
        'Access-Control-Allow-Origin': undefined,
      }),
    };
    expect((await verdictBefore(keptOut, '')).text).toContain('needs a client ID from the operator');
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

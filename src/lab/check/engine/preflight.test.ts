import { describe, expect, it } from 'vitest';
import { PAGE, SERVER, type TestServers } from '../testing/browser.ts';
import { withHeaders } from '../testing/changes.ts';
import {
  missing,
  open,
  openWithSessions,
  protectedWithSessions,
  redirectingToSlash,
  withMetadata,
} from '../testing/mcp-servers.ts';
import { brokenRules, examined, examineServers, notTestable, resultsOf } from '../testing/reports.ts';
import { isResourceMetadata } from '../testing/requests.ts';

const everyone = { 'Access-Control-Allow-Origin': '*' };

describe('a server whose address or preflight keeps a page from calling it', () => {
  it.each<[string, TestServers]>([
    ['redirects everything, without CORS', { instead: redirectingToSlash({}, ['OPTIONS', 'POST', 'GET']) }],
    ['redirects only the call, with CORS', { instead: redirectingToSlash(everyone, ['POST', 'GET']) }],
    ['redirects only the call, without CORS', { instead: redirectingToSlash({}, ['POST', 'GET']) }],
  ])('%s: the report names the address with the slash', async (_what, servers) => {
    const { finding, saw, advice, fixCode } = await examineServers({
      instead: (request) => (isResourceMetadata(request) ? missing() : servers.instead?.(request)),
    });
    expect(finding('resource-metadata-found')).toMatchObject({ result: 'not testable' });
    expect(saw('reachable')).toContain(`At ${SERVER}/: it answers as an MCP server.`);
    expect(advice('reachable')).toBe('Use the address with the slash at its end:');
    expect(fixCode('reachable')).toBe(`${SERVER}/`);
  });

  it('(its address has one slash too many): the report names the address without that slash', async () => {
    const { advice, fixCode } = await examineServers(
      { instead: ({ url }) => (url === `${SERVER}/` ? missing() : undefined) },
      { serverUrl: `${SERVER}/` },
    );
    expect(advice('reachable')).toBe('Use the address without the slash at its end:');
    expect(fixCode('reachable')).toBe(SERVER);
  });

  it('redirects to another origin: the report says so and does not follow the redirect', async () => {
    const { finding, asked } = await examineServers({
      instead: ({ url }) =>
        url.startsWith(SERVER)
          ? new Response(null, { status: 302, headers: { Location: 'http://localhost:8080/admin' } })
          : undefined,
    });
    expect(finding('reachable')).toMatchObject({ result: 'fail', saw: expect.stringContaining('redirect') });
    expect(asked.filter((url) => url.includes('localhost'))).toEqual([]);
  });

  it('refuses the preflight: the report says that the page could read a GET, but not a POST', async () => {
    const { saw, fixCode } = await examineServers({
      instead: ({ method }) => (method === 'OPTIONS' ? new Response(null, { status: 401 }) : undefined),
    });
    expect(saw('reachable')).toContain('The browser showed the response to a simple GET (401)');
    expect(fixCode('reachable')).toContain(`Access-Control-Allow-Origin: ${PAGE}`);
  });
});

describe('a preflight', () => {
  const allowing = (headers: string): TestServers => ({
    change: withHeaders(({ method, url }) => method === 'OPTIONS' && url === SERVER, {
      'Access-Control-Allow-Headers': headers,
    }),
  });

  it.each<[string, string, string[]]>([
    [
      'that allows only the headers of an earlier version lets a page sign in; the other headers are only advice',
      'Content-Type, Authorization, mcp-session-id, mcp-protocol-version',
      ['preflight-newer'],
    ],
    [
      'without the session header lets a page use the newest version',
      'Content-Type, Authorization, mcp-protocol-version, mcp-method, mcp-name',
      [],
    ],
    // The page cannot call the server with the token that it got.
    ['that allows everything except the token excludes a page', '*', ['preflight', 'sign-in-works']],
    ['without any version header excludes a page', 'content-type, authorization', ['preflight']],
    [
      'that allows one header of each version excludes a page',
      'content-type, authorization, mcp-protocol-version, mcp-method',
      ['preflight'],
    ],
  ])('%s', async (_what, headers, broken) => expect(await brokenRules(allowing(headers))).toEqual(broken));

  it.each(['timed out', 'blocked', 'stopped'] as const)('that was “%s” decides no rule', async (outcome) => {
    const evidence = await examined();
    if (!evidence.preflight) throw new Error('No preflight was made.');
    const rules = ['preflight', 'preflight-newer'];
    expect(resultsOf(evidence, rules)).toEqual(rules.map((rule) => `${rule}: pass`));
    const unseen = { ...evidence, preflight: { ...evidence.preflight, outcome, status: 0 } };
    expect(resultsOf(unseen, rules)).toEqual(notTestable(rules));
  });

  it('of a server that accepts any token in a handshake: the report says so, and ends the session', async () => {
    const { saw, log } = await examineServers({
      instead: async (request) => {
        if (request.method === 'DELETE') return missing();
        if (request.method !== 'POST' || request.url !== SERVER) return undefined;
        if (!request.headers.has('Authorization')) return protectedWithSessions(request);
        return openWithSessions(request);
      },
    });
    expect(saw('refuses-nonsense')).toBe('It answered 200 to a call with an invalid token.');
    const ended = log.getSnapshot().filter(({ request }) => request.method === 'DELETE');
    expect(ended.map(({ request }) => request.headers['mcp-session-id'])).toEqual(['a-session', 'a-session']);
  });

  it('that refuses a header: the report tries an invalid token without that header', async () => {
    const { finding } = await examineServers(allowing('Content-Type, Authorization, mcp-protocol-version'));
    expect(finding('refuses-nonsense')).toMatchObject({ result: 'pass' });
  });

  it('that does not allow the token breaks no rule at a server that requires no token', async () => {
    expect(await brokenRules({ ...allowing('*'), instead: withMetadata(open, missing) })).toEqual([]);
  });
});

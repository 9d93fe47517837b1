import { describe, expect, it } from 'vitest';
import { discover } from './index.ts';
import { isSafeUrl } from './safe-url.ts';
import {
  challenged,
  challenging,
  metadata,
  resourceWith as resource,
  resource as resourceDocument,
} from './testing/discovering.ts';
import { RESOURCE_METADATA_URL, SERVER_METADATA_URL } from './testing/documents.ts';
import { ISSUER, MCP } from './testing/examples.ts';
import { type Responder, testPlatform } from './testing/platform.ts';
import { testServers } from './testing/servers.ts';

/** The result of discovery: an error, or `undefined`. */
async function failure(routes: Record<string, Responder>, serverUrl = MCP, accepted?: string) {
  return discover(testPlatform(testServers(routes)), serverUrl, accepted).then(
    () => undefined,
    (error: unknown) => error,
  );
}
const MISMATCH = { code: 'resource_mismatch' };
const server = (changes: object) => ({ [SERVER_METADATA_URL]: metadata(changes) });

describe('an invalid identifier', () => {
  it.each([
    ['a control character', 'https://as.example/\u0003x'],
    ['a line break', 'https://as.example/a\nb'],
    ['a line break that the URL parser would drop', 'https://as.exa\nmple/'],
    ['a tab', 'https://as.example/\ta'],
    ['a blank', 'https://as.example/a b'],
    ['a blank at its start', ' https://as.example/'],
    ['a backslash', 'https:\\\\as.example\\a'],
    ['one slash', 'https:/as.example/a'],
    ['three slashes', 'https:///as.example/a'],
    ['an empty fragment', 'https://as.example/#'],
    ['a fragment', 'https://as.example/#a'],
    ['credentials', 'https://ada:pw@as.example/'],
    ['a template', 'https://as.example/{tenantid}'],
    ['a bidirectional control', 'https://as.example/\u202egnp'],
    ['a quote', 'https://as.example/"'],
    ['markup', 'https://as.example/<b>'],
    ['a lone surrogate', 'https://as.example/\ud800'],
    ['8,001 characters after the scheme', `https://${'as.example/'.padEnd(8_001, 'a')}`],
  ])('with %s is not a safe URL', (_, url) => expect(isSafeUrl(url)).toBe(false));

  it.each([
    ...'http://as.example/ http://notlocalhost/ http://evil-localhost/ http://localhost.example/'.split(' '),
    ...'http://127.0.0.1.example/ http://10.0.0.1/ ftp://localhost/ ws://localhost/'.split(' '),
  ])('is %s: http is safe only on this machine', (url) => expect(isSafeUrl(url)).toBe(false));

  it.each(['http://localhost:8080/', 'http://app.localhost/', 'http://127.0.0.53/', 'http://[::1]:80/'])(
    'is not the URL %s, because http is allowed on this machine',
    (url) => expect(isSafeUrl(url)).toBe(true),
  );

  it('has more than 8,000 characters after the scheme', () => {
    expect(isSafeUrl(`https://${'as.example/'.padEnd(8_000, 'a')}`)).toBe(true);
  });

  it('is any URL with a character that RFC 3986 does not allow', () => {
    const legal = /^[\w.~:/?[\]@!$&'()*+,;=%-]$/;
    for (let code = 0; code < 0x100; code += 1) {
      const character = String.fromCharCode(code);
      const url = `https://as.example/a${character}b`;
      if (isSafeUrl(url)) expect(new URL(url).href, `U+${code.toString(16)}`).toContain('as.example/a');
      if (code < 0x80) expect([character, isSafeUrl(url)]).toEqual([character, legal.test(character)]);
    }
  });

  it.each([
    'https://as.example/t1#',
    'https://as.example/t1?',
    'https://as.example/x.json?x',
    'https://AS.example/t1',
    'https://as.example:443/t1',
    'https://0x7f000001/t1',
    // A URL of tenant t2, although it begins like a URL of t1.
    'https://as.example/t1/../t2',
  ])('is not accepted in metadata as the issuer %j (RFC 8414 §2)', async (issuer) => {
    const refused = await failure(resource({ authorization_servers: [issuer] }));
    expect(refused).toMatchObject({ code: 'unsafe_url', claim: 'authorization_servers', found: issuer });
  });

  it.each([
    'https://mcp.example/a/../mcp',
    'https://mcp.example/./mcp',
    'https://mcp.example/mc\np',
    'https://mcp.example:443/mcp',
    'https://MCP.example/mcp',
    'https://mcp.example/mcp#',
    'https://mcp.example/mcp?',
    'https://mcp.example/mcp/',
    'https://mcp.example/%6dcp',
  ])('is not accepted as the resource %j (RFC 8707 §2, RFC 9728 §3.3)', async (claimed) => {
    const refused = await failure(resource({ resource: claimed }));
    expect(refused).toMatchObject({ ...MISMATCH, found: claimed.replace('\n', ' '), expected: MCP });
  });

  it.each(['https://mcp.example/mcp/..', 'https://mcp.example:443', 'https://MCP.example/'])(
    'is not accepted as the wider resource %s, even if the user or the app accepts that resource',
    async (resourceUrl) => {
      const routes = resource({ resource: resourceUrl });
      expect(await failure(routes, MCP, resourceUrl)).toMatchObject(MISMATCH);
    },
  );

  it('is not accepted as the resource if it is a host with other tenants, unless the user accepts the host', async () => {
    const tenant = 'https://host.example/a/mcp';
    const routes: Record<string, Responder> = {
      [tenant]: challenging,
      'https://host.example/.well-known/oauth-protected-resource/a/mcp': resourceDocument({
        resource: 'https://host.example',
      }),
    };
    expect(await failure(routes, tenant)).toMatchObject({ ...MISMATCH, found: 'https://host.example' });
    expect(await failure(routes, tenant, 'https://host.example/a')).toMatchObject(MISMATCH);
    expect(await failure(routes, tenant, 'https://host.example')).toBeUndefined();
  });
});

describe('an address that is closer to the user (local, loopback) than the server that names it (RFC 9728 §7.7)', () => {
  const NEARER = [
    ...(`
      http://localhost:8080/ http://127.0.0.1/ http://[::1]:1/ https://10.0.0.1/
      https://192.168.1.1/ https://169.254.169.254/ https://[fd00::1]/ https://printer.local/
      https://intranet/
    `.match(/\S+/g) ?? []),
  ];

  it.each(NEARER)('gets no request, whichever document names it: %s', async (near) => {
    const asked: string[] = [];
    const watching = (routes: Record<string, Responder>): Responder => {
      const answer = testServers(routes);
      return (request) => {
        asked.push(request.url);
        return answer(request);
      };
    };
    for (const routes of [
      { [MCP]: challenged(`${near}metadata`) },
      resource({ authorization_servers: [near.replace(/\/$/, '')] }),
      ...['authorization_endpoint', 'token_endpoint', 'registration_endpoint', 'revocation_endpoint'].map(
        (member) => server({ [member]: `${near}x` }),
      ),
    ]) {
      const discovery = discover(testPlatform(watching(routes)), MCP);
      await expect(discovery).rejects.toMatchObject({ code: 'unsafe_url' });
    }
    expect(asked.filter((url) => url.startsWith(near))).toEqual([]);
  });
});

it('an address gets a request if it is exactly as close to the user as the server that names it, and the user named that server', async () => {
  const local = 'http://127.0.0.1:9401/mcp';
  const issuer = 'http://localhost:9400';
  const routes: Record<string, Responder> = {
    [local]: challenging,
    'http://127.0.0.1:9401/.well-known/oauth-protected-resource/mcp': () =>
      Response.json({ resource: local, authorization_servers: [issuer] }),
    [`${issuer}/.well-known/oauth-authorization-server`]: metadata({ issuer }),
  };
  expect(await failure(routes, local)).toBeUndefined();
});

describe('both values of a mismatch', () => {
  it('are reported, without control characters and in at most 300 characters', async () => {
    const issuer = `${ISSUER}/`;
    const mismatch = { code: 'issuer_mismatch', found: issuer, expected: ISSUER };
    expect(await failure(server({ issuer }))).toMatchObject(mismatch);
    const dressed = `${ISSUER}\u202e${'x'.repeat(5_000)}`;
    const error: unknown = await failure(server({ issuer: dressed }));
    expect(Object(error).found).toMatch(/^https:\/\/as\.example\/t1 x+$/);
    expect(Object(error).found).toHaveLength(300);
  });

  it.each([
    ['unsafe_url', 'registration_endpoint', '/t1/register'],
    ['unsafe_url', 'token_endpoint', 'as.example/token'],
    ['unsafe_url', 'authorization_endpoint', 'http://as.example/authorize'],
    ['server_metadata_invalid', 'token_endpoint', undefined],
    ['server_metadata_invalid', 'authorization_endpoint', null],
  ])(
    'come with the name of the member: the error %s, if %s is %j (RFC 8414 §2)',
    async (code, claim, found) => {
      const error = await failure(server({ [claim]: found }));
      expect(error).toMatchObject({ code, claim, ...(found && { found }) });
    },
  );

  it('contain no password from a URL', async () => {
    const error = await failure(server({ token_endpoint: 'https://ada:lovelace@as.example/token' }));
    expect(error).toMatchObject({ code: 'unsafe_url', found: 'https://…@as.example/token' });
  });
});

describe('a location of metadata', () => {
  const page: Responder = () => new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html' } });
  const NEXT = 'https://as.example/.well-known/openid-configuration/t1';

  it.each<[string, Responder]>([
    ['a page', page],
    ['a failing server', () => new Response(null, { status: 500 })],
    ['501', () => new Response(null, { status: 501 })],
    ['502', () => new Response('<html>', { status: 502 })],
    ['JSON that is not metadata', () => Response.json({ hello: 'there' })],
    ['a list', () => Response.json([])],
    ['nothing', () => new Response(null, { status: 404 })],
  ])('that responds with %s leads to the next location, for both kinds of metadata', async (_, answer) => {
    expect(await failure({ [SERVER_METADATA_URL]: answer, [NEXT]: metadata({}) })).toBeUndefined();
    const root = 'https://mcp.example/.well-known/oauth-protected-resource';
    const routes = { [MCP]: challenging, [RESOURCE_METADATA_URL]: answer, [root]: resourceDocument({}) };
    expect(await failure(routes)).toBeUndefined();
  });
});

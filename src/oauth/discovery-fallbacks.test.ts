import { describe, expect, it } from 'vitest';
import { type DiscoveryOptions, discover, discoverIssuer, OAuthError } from './index.ts';
import { metadataAtOrigin } from './metadata-at-origin.ts';
import { challenged, challenging, metadata, notFound, resource } from './testing/discovering.ts';
import { RESOURCE_METADATA_URL, SERVER_METADATA, SERVER_METADATA_URL } from './testing/documents.ts';
import { ISSUER, MCP, SERVER } from './testing/examples.ts';
import { type Responder, testPlatform } from './testing/platform.ts';
import { testServers, unreachable } from './testing/servers.ts';

const page: Responder = () => new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html' } });

async function errorOf(promise: Promise<unknown>): Promise<OAuthError> {
  const error: unknown = await promise.catch((thrown: unknown) => thrown);
  if (!(error instanceof OAuthError)) throw error;
  return error;
}

describe('a challenge without a usable location of metadata', () => {
  it.each<[string, Record<string, Responder>]>([
    ['https://mcp.example/nothing-here', {}],
    ['https://mcp.example/page', { 'https://mcp.example/page': page }],
    ['https://mcp.example/no', { 'https://mcp.example/no': () => Response.json({ status: 'ok' }) }],
    ['/relative', {}],
    ['https:///a.b:1/', { 'https:///a.b:1/': () => Response.json({ resource: MCP }) }],
    ['http:/mcp.example/m', {}],
    ["'https://mcp.example/quoted'", {}],
  ])('with the hint %s leads to the well-known location, and the hint is stored', async (hint, routes) => {
    const platform = testPlatform(testServers({ [MCP]: challenged(hint), ...routes }));
    const found = await discover(platform, MCP);
    expect(found.server).toEqual(SERVER);
    expect(found.unusableHint).toBe(hint);
    const asked = platform.requests.length;
    expect(await discover(platform, MCP)).toEqual(found);
    expect(platform.requests).toHaveLength(asked);
  });

  it('with the well-known location as its hint leads to only one request', async () => {
    const [hint, root] = [RESOURCE_METADATA_URL, 'https://mcp.example/.well-known/oauth-protected-resource'];
    const platform = testPlatform(testServers({ [MCP]: challenged(hint), [hint]: page }));
    await errorOf(discover(platform, MCP));
    expect(platform.requests.map(({ url }) => url)).toEqual([MCP, hint, root]);
  });

  it.each([
    'javascript:alert(1)',
    'http://mcp.example/m',
    'https://192.168.1.1/m',
    'https://u:p@mcp.example/',
  ])('with the hint %s is refused, and no other location gets a request', async (hint) => {
    const platform = testPlatform(testServers({ [MCP]: challenged(hint) }));
    const refused = { code: 'unsafe_url', claim: 'resource_metadata' };
    expect(await errorOf(discover(platform, MCP))).toMatchObject(refused);
    expect(platform.requests.map(({ url }) => url)).toEqual([MCP]);
  });

  it('is reported if the well-known location has no metadata', async () => {
    const at = 'https://mcp.example/page';
    const routes = { [MCP]: challenged(at), [at]: page, [RESOURCE_METADATA_URL]: notFound };
    const error = await errorOf(discover(testPlatform(testServers(routes)), MCP));
    expect(error).toMatchObject({ code: 'response_not_json', at });
  });
});

describe('a server with several authorization servers', () => {
  const servers = ['https://gone.example', ISSUER];
  const routes = { [RESOURCE_METADATA_URL]: resource({ authorization_servers: servers }) };

  const WELL_KNOWN = 'https://gone.example/.well-known/oauth-authorization-server';

  it.each<[string, Record<string, Responder>]>([
    ['has no metadata', {}],
    ['has invalid metadata', { [WELL_KNOWN]: metadata({ issuer: 'https://other.example' }) }],
  ])('causes an error that lists the other servers if the first server %s', async (_what, more) => {
    const error = await errorOf(discover(testPlatform(testServers({ ...routes, ...more })), MCP));
    expect(error.otherAuthorizationServers).toEqual([ISSUER]);
  });

  it('causes an error that lists the other servers if the address of the first server is unsafe', async () => {
    const unsafe = resource({ authorization_servers: ['http://as.example', ISSUER] });
    const platform = testPlatform(testServers({ [RESOURCE_METADATA_URL]: unsafe }));
    const error = await errorOf(discover(platform, MCP));
    expect(error).toMatchObject({ code: 'unsafe_url', otherAuthorizationServers: [ISSUER] });
  });

  it('is used with the chosen authorization server, and the metadata is stored with the choice', async () => {
    const platform = testPlatform(testServers(routes));
    const choice = { authorizationServer: ISSUER };
    expect((await discover(platform, MCP, undefined, choice)).server.issuer).toBe(ISSUER);
    const requests = platform.requests.length;
    expect((await discover(platform, MCP, undefined, choice)).server.issuer).toBe(ISSUER);
    expect(platform.requests).toHaveLength(requests);
    // Metadata that is stored for one chosen server is not used if the user chooses another server.
    expect((await errorOf(discover(platform, MCP))).at).toContain('gone.example');
  });

  it('is not used with a chosen authorization server that its metadata does not name', async () => {
    const platform = testPlatform(testServers(routes));
    await errorOf(discover(platform, MCP, undefined, { authorizationServer: 'https://mallory.example' }));
    expect(platform.requests.map(({ url }) => new URL(url).host)).not.toContain('mallory.example');
  });
});

describe('a first location of metadata', () => {
  const SECOND = 'https://as.example/.well-known/openid-configuration/t1';
  const { code_challenge_methods_supported: _methods, ...withoutPkce } = SERVER_METADATA;
  const { token_endpoint: _endpoint, ...incomplete } = SERVER_METADATA;
  const find = (routes: Record<string, Responder>) =>
    discoverIssuer(testPlatform(testServers(routes)), { issuer: ISSUER });
  const otherIssuer = { ...SERVER_METADATA, issuer: 'https://as.example' };

  it.each<[string, object]>([
    ['metadata of another issuer', otherIssuer],
    ['no code challenge methods', withoutPkce],
    ['no token endpoint', incomplete],
    ['an address that is not safe', { ...SERVER_METADATA, token_endpoint: 'http://as.example/token' }],
  ])('with %s: the discovery by issuer continues at the next location', async (_what, document) => {
    const routes = { [SERVER_METADATA_URL]: () => Response.json(document), [SECOND]: metadata({}) };
    expect(await find(routes)).toEqual(SERVER);
  });

  it.each<[string, object, string]>([
    ['metadata of another issuer', otherIssuer, 'issuer_mismatch'],
    ['no code challenge methods', withoutPkce, 'pkce_unsupported'],
  ])('with %s: the sign-in fails if no location has valid metadata', async (_what, document, code) => {
    const routes = { [SERVER_METADATA_URL]: () => Response.json(document), [SECOND]: page };
    expect((await errorOf(find(routes))).code).toBe(code);
  });

  it('with invalid metadata ends the discovery by resource, as in other MCP clients', async () => {
    const routes = { [SERVER_METADATA_URL]: () => Response.json(otherIssuer), [SECOND]: metadata({}) };
    expect((await errorOf(discover(testPlatform(testServers(routes)), MCP))).code).toBe('issuer_mismatch');
  });

  it('that does not respond in time ends the discovery', async () => {
    const late: Responder = () => {
      platform.pass(15_000);
      platform.pass(1_000);
      throw new DOMException('aborted', 'AbortError');
    };
    const platform = testPlatform(testServers({ [SERVER_METADATA_URL]: late, [SECOND]: metadata({}) }));
    expect((await errorOf(discoverIssuer(platform, { issuer: ISSUER }))).code).toBe('timeout');
  });

  it('that limits the rate of requests is not reported as missing', async () => {
    const limited: Responder = () => new Response(null, { status: 429 });
    const error = await errorOf(discover(testPlatform(testServers({ [SERVER_METADATA_URL]: limited })), MCP));
    expect(error).toMatchObject({ code: 'unexpected_status', status: 429 });
  });
});

it('the challenge of a refused call is used without another call, and makes the client fetch stored metadata again', async () => {
  const hint = 'https://mcp.example/of-the-call';
  const platform = testPlatform(testServers({ [hint]: resource({}) }));
  const challenge = { resourceMetadata: hint, scopes: ['call'] };
  await discover(platform, MCP);
  platform.requests.length = 0;
  const found = await discover(platform, MCP, undefined, { challenge });
  expect(found).toMatchObject({ challengedScopes: ['call'], challengeRead: true, withoutToken: 'refused' });
  expect(platform.requests.map(({ url }) => url)).not.toContain(MCP);
  // The next sign-in gets the stored scopes of the challenge.
  expect((await discover(platform, MCP)).challengedScopes).toEqual(['call']);
});

it.each<[string, Responder]>([
  ['served', () => Response.json({ jsonrpc: '2.0', id: 1, result: { tools: [] } })],
  ['served', () => new Response(null, { status: 400 })],
  ['refused', challenging],
  ['refused', notFound],
  ['hidden', unreachable],
])('the response to a call without a token is remembered as %s', async (withoutToken, answer) => {
  const platform = testPlatform(testServers({ [MCP]: answer }));
  expect((await discover(platform, MCP)).withoutToken).toBe(withoutToken);
  expect((await discover(platform, MCP)).withoutToken).toBe(withoutToken);
});

describe('a server of MCP 2025-03-26 without resource metadata', () => {
  const ORIGIN = 'https://mcp.example';
  const AT_ORIGIN: DiscoveryOptions = { missingMetadata: metadataAtOrigin };
  const located = (issuer: string, more: object = {}) => ({
    [RESOURCE_METADATA_URL]: notFound,
    [`${ORIGIN}/.well-known/oauth-authorization-server`]: metadata({ issuer, ...more }),
  });

  it.each([ORIGIN, `${ORIGIN}/`])('is discovered by the issuer %s if the app agrees', async (issuer) => {
    const platform = testPlatform(testServers(located(issuer)));
    expect((await errorOf(discover(platform, MCP))).code).toBe('resource_metadata_not_found');
    const found = await discover(platform, MCP, undefined, AT_ORIGIN);
    expect(found).toMatchObject({ resource: { resource: MCP }, server: { issuer } });
    expect((await discover(platform, MCP)).server.issuer).toBe(issuer);
  });

  it('is discovered even if it sends web pages in place of resource metadata', async () => {
    const atRoot = { [`${ORIGIN}/.well-known/oauth-protected-resource`]: page };
    const routes = { ...located(ORIGIN), [RESOURCE_METADATA_URL]: page, ...atRoot };
    const platform = testPlatform(testServers(routes));
    const error = await errorOf(discover(platform, MCP));
    expect(error).toMatchObject({ code: 'response_not_json', step: 'resource metadata' });
    expect((await discover(platform, MCP, undefined, AT_ORIGIN)).server.issuer).toBe(ORIGIN);
  });

  it.each([
    ['https://other.example', {}, 'issuer_mismatch'],
    [ORIGIN, { code_challenge_methods_supported: undefined }, 'pkce_unsupported'],
  ] as const)('must keep the rules for every issuer: %s %j', async (issuer, more, code) => {
    const platform = testPlatform(testServers(located(issuer, more)));
    expect((await errorOf(discover(platform, MCP, undefined, AT_ORIGIN))).code).toBe(code);
  });
});

it('the discovery continues after a hidden response, even if the browser wrongly reports that it is offline', async () => {
  for (const url of [MCP, SERVER_METADATA_URL]) {
    const routes = { [`${ISSUER}/.well-known/openid-configuration`]: metadata({}), [url]: unreachable };
    const platform = testPlatform(testServers(routes));
    platform.connected = false;
    expect((await discover(platform, MCP)).server, url).toEqual(SERVER);
  }
});

describe('the refusal of a metadata request', () => {
  const tenant = { error: 'invalid_tenant', error_description: 'No tenant.' };
  const openid = `${ISSUER}/.well-known/openid-configuration`;

  it.each([
    ['with the reason of a later location', tenant, { error: 'invalid_tenant', description: 'No tenant.' }],
    ['with the value of the member error', { error: 'No realm' }, { error: 'No realm' }],
    ['without a reason if the server gives none', { detail: 'Not Found' }, undefined],
  ])('leads to an error %s', async (_, body, refusal) => {
    const refused: Responder = () => Response.json(body, { status: 400 });
    const platform = testPlatform(testServers({ [SERVER_METADATA_URL]: notFound, [openid]: refused }));
    const { code, at, ...error } = await errorOf(discoverIssuer(platform, { issuer: ISSUER }));
    expect([code, at, error.refusal]).toEqual(['server_metadata_not_found', ISSUER, refusal]);
  });
});

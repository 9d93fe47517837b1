import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSession, discover, discoverIssuer, OAuthError, type OAuthErrorCode } from './index.ts';
import { withOthers } from './metadata.ts';
import {
  challenging,
  errorWith,
  failure,
  large,
  metadata,
  notFound,
  resourceWith,
} from './testing/discovering.ts';
import { RESOURCE_METADATA_URL, SERVER_METADATA, SERVER_METADATA_URL } from './testing/documents.ts';
import { ISSUER, MCP, REDIRECT_URI, SERVER } from './testing/examples.ts';
import { type Responder, testPlatform } from './testing/platform.ts';
import { testServers, unreachable } from './testing/servers.ts';

const serverWith = (changes: object) => ({ [SERVER_METADATA_URL]: metadata(changes) });

/** An MCP server without resource metadata that sends this response to a call without a token. */
const without = (answer: Responder) => ({ [RESOURCE_METADATA_URL]: notFound, [MCP]: answer });

const open: Responder = () => Response.json({ jsonrpc: '2.0', id: 1, result: { tools: [] } });

const failing: Responder = () => new Response(null, { status: 500 });

const page: Responder = () => new Response('<!doctype html>');

const empty: Responder = () => Response.json({});

/** A stream that never sends anything. */
const endless = (): Response =>
  new Response(new ReadableStream(), { headers: { 'Content-Type': 'text/event-stream' } });

describe('discovery from an MCP server URL', () => {
  it('fetches challenge, resource metadata and server metadata with three requests, without credentials and without redirects', async () => {
    const platform = testPlatform(testServers());
    const found = await discover(platform, MCP);
    expect(found.resource).toEqual({
      resource: MCP,
      authorizationServers: [ISSUER],
      scopesSupported: ['notes:read', 'notes:write'],
    });
    expect(found.server).toEqual(SERVER);
    expect(found.challengedScopes).toEqual(['notes:read']);
    const asked = [MCP, RESOURCE_METADATA_URL, SERVER_METADATA_URL];
    expect(platform.requests.map(({ url }) => url)).toEqual(asked);
    for (const { init, headers } of platform.requests) {
      expect(init).toMatchObject({ redirect: 'error', credentials: 'omit' });
      expect(headers.has('Authorization')).toBe(false);
    }
  });

  it('first sends a request of the 2026-07-28 revision, without a token', async () => {
    const platform = testPlatform(testServers());
    await discover(platform, MCP);
    const [challenged, document] = platform.requests;
    expect(Object.fromEntries(challenged?.headers ?? [])).toEqual({
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'mcp-method': 'tools/list',
      'mcp-protocol-version': '2026-07-28',
    });
    expect(JSON.parse(challenged?.body ?? '')).toEqual({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/list',
      params: {
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientInfo': { name: 'oauth-discovery', version: '1' },
          'io.modelcontextprotocol/clientCapabilities': {},
        },
      },
    });
    expect(document?.headers.get('Accept')).toBe('application/json');
  });

  it.each<[OAuthErrorCode, string, string | undefined, Record<string, Responder>]>([
    ['resource_metadata_not_found', MCP, undefined, without(challenging)],
    ['authorization_not_required', MCP, undefined, without(open)],
    ['server_metadata_not_found', ISSUER, undefined, { [SERVER_METADATA_URL]: notFound }],
    ['unexpected_status', SERVER_METADATA_URL, 'server metadata', { [SERVER_METADATA_URL]: failing }],
    ['response_not_json', SERVER_METADATA_URL, 'server metadata', { [SERVER_METADATA_URL]: page }],
    ['server_metadata_invalid', SERVER_METADATA_URL, 'server metadata', { [SERVER_METADATA_URL]: empty }],
    ['unexpected_status', RESOURCE_METADATA_URL, 'resource metadata', { [RESOURCE_METADATA_URL]: failing }],
    ['response_too_large', RESOURCE_METADATA_URL, 'resource metadata', { [RESOURCE_METADATA_URL]: large }],
  ])('fails with %s at %s in the step %s', async (code, at, step, routes) => {
    const error = await errorWith(routes);
    expect(error).toMatchObject({ code, at });
    expect(Reflect.get(Object(error), 'step')).toBe(step);
  });

  it('continues without the challenge only if the browser could not read any of it', async () => {
    const slow = testPlatform(testServers({ [MCP]: () => new Promise(() => {}) }));
    const endless = discover(slow, MCP).catch(({ code }: { code: string }) => code);
    await expect.poll(() => slow.requests.length).toBe(1);
    expect(await Promise.race([endless, Promise.resolve('waiting')])).toBe('waiting');
    const tooLarge = { code: 'response_too_large', step: 'challenge' };
    expect(await errorWith({ [MCP]: large })).toMatchObject(tooLarge);
    expect(await failure(without(unreachable))).toBe('resource_metadata_not_found');
  });

  it('ignores optional metadata of the wrong type', async () => {
    const read = async (changes: object) =>
      (await discover(testPlatform(testServers(serverWith(changes))), MCP)).server;
    const methods = (count: number) => Array.from({ length: count }, (_, index) => `method-${index}`);
    const given = {
      registration_endpoint: 'https://as.example/register',
      client_id_metadata_document_supported: true,
      token_endpoint_auth_methods_supported: methods(130),
    };
    expect(await read(given)).toEqual({
      ...SERVER,
      registrationEndpoint: 'https://as.example/register',
      clientIdMetadataDocumentSupported: true,
      tokenEndpointAuthMethods: methods(100),
    });
    const bare = await read({
      revocation_endpoint: undefined,
      end_session_endpoint: undefined,
      client_id_metadata_document_supported: 'true',
      authorization_response_iss_parameter_supported: 'true',
      token_endpoint_auth_methods_supported: 'none',
      dpop_signing_alg_values_supported: { ES256: true },
    });
    const { issuer, authorizationEndpoint, tokenEndpoint, scopesSupported } = SERVER;
    const required = { issuer, authorizationEndpoint, tokenEndpoint, scopesSupported };
    expect(bare).toEqual({ ...required, issParameterSupported: false, dpopAlgorithms: [] });
  });

  it('uses the first issuer that is a string, and keeps at most ten issuers', async () => {
    const others = Array.from({ length: 20 }, (_, index) => `https://as-${index}.example`);
    const many = [7, null, ISSUER, ...others];
    const platform = testPlatform(testServers(resourceWith({ authorization_servers: many })));
    const found = await discover(platform, MCP);
    expect(found.server.issuer).toBe(ISSUER);
    expect(found.resource.authorizationServers).toHaveLength(10);
  });

  const ISSUERS = { claim: 'authorization_servers' };

  it.each<[string, object, object]>([
    ['no resource', { resource: undefined }, { claim: 'resource', at: RESOURCE_METADATA_URL }],
    ['a number as the resource', { resource: 7 }, { claim: 'resource', found: '7' }],
    ['a text as issuers', { authorization_servers: ISSUER }, { ...ISSUERS, found: ISSUER }],
    [
      'objects as issuers',
      { authorization_servers: [{ issuer: 'https://as.example' }] },
      { ...ISSUERS, found: '[{"issuer":"https://as.example"}]' },
    ],
    ['no list of issuers', { authorization_servers: undefined }, { ...ISSUERS, found: 'undefined' }],
  ])('reports which member is wrong in resource metadata with %s', async (_kind, members, named) => {
    const error = await errorWith(resourceWith(members));
    expect(error).toMatchObject({ code: 'resource_metadata_invalid', ...named });
  });

  it('adds the other authorization servers, if there are any, to an OAuthError and to no other error', () => {
    const member = 'otherAuthorizationServers';
    const others = ['https://other.example'];
    expect(withOthers(new OAuthError('unsafe_url'), others)).toHaveProperty(member, others);
    expect(withOthers(new OAuthError('unsafe_url'), [])).not.toHaveProperty(member);
    expect(withOthers(new TypeError('a defect'), others)).not.toHaveProperty(member);
  });

  it('lists the chosen authorization server first, and then the others in the order of the resource', async () => {
    const others = ['https://a.example', 'https://b.example', 'https://c.example'];
    const named = [...others, ISSUER, ISSUER];
    const platform = testPlatform(testServers(resourceWith({ authorization_servers: named })));
    const { resource } = await discover(platform, MCP, undefined, { authorizationServer: ISSUER });
    expect(resource.authorizationServers).toEqual([ISSUER, ...others]);
  });

  it.each<[string, object]>([
    ['URLs', { token_endpoint: `${ISSUER}/token?${'x'.repeat(400_000)}` }],
    ['scopes', { scopes_supported: Array.from({ length: 4 }, (_, index) => `${index}`.repeat(100_000)) }],
    ['methods', { token_endpoint_auth_methods_supported: ['none', 'x'.repeat(400_000)] }],
    ['algorithms', { dpop_signing_alg_values_supported: ['ES256', 'x'.repeat(400_000)] }],
  ])('does not let a server’s long %s fill the storage of the tab', async (_what, members) => {
    const platform = testPlatform(testServers(serverWith(members)));
    await createSession({ serverUrl: MCP, clientId: 'app', redirectUri: REDIRECT_URI }, platform).signIn();
    expect(Math.max(0, ...[...platform.tab.entries].map(([, { length }]) => length))).toBeLessThan(5_000);
  });

  it.each<[string, OAuthErrorCode, Record<string, Responder>]>([
    ['no PKCE methods', 'pkce_unsupported', serverWith({ code_challenge_methods_supported: undefined })],
    ['only plain', 'pkce_unsupported', serverWith({ code_challenge_methods_supported: ['plain'] })],
    ['methods that are text', 'pkce_unsupported', serverWith({ code_challenge_methods_supported: 'S256' })],
    ['no token endpoint', 'server_metadata_invalid', serverWith({ token_endpoint: '' })],
    ['a scripted sign-in page', 'unsafe_url', serverWith({ authorization_endpoint: 'javascript:alert(1)' })],
    ['a data: end-session endpoint', 'unsafe_url', serverWith({ end_session_endpoint: 'data:text/html,x' })],
    ['no authorization server', 'resource_metadata_invalid', resourceWith({ authorization_servers: [] })],
    ['truncated JSON', 'response_not_json', { [SERVER_METADATA_URL]: () => new Response('{"issuer":') }],
    ['a list, not an object', 'response_not_json', { [RESOURCE_METADATA_URL]: () => Response.json([]) }],
    [
      'a server that asks for no token and streams its response',
      'authorization_not_required',
      without(() => new Response('', { headers: { 'Content-Type': 'text/event-stream' } })),
    ],
    ['a REST API', 'not_an_mcp_server', without(() => Response.json({ notes: [] }))],
    ['a page at its URL', 'not_an_mcp_server', without(page)],
    ['an empty response', 'not_an_mcp_server', without(() => new Response(null, { status: 204 }))],
    [
      'a server that accepts requests without a token, and streams an endless response at another location',
      'authorization_not_required',
      {
        [MCP]: () => Response.json({ error: { code: -32022 } }, { status: 400 }),
        [RESOURCE_METADATA_URL]: () => endless(),
      },
    ],
  ])('refuses %s', async (_what, code, routes) => expect(await failure(routes)).toBe(code));

  it.each(['http://mcp.example/mcp', 'ftp://mcp.example/', 'javascript:alert(1)', 'mcp.example'])(
    'refuses the address %s before any request',
    async (url) => {
      const platform = testPlatform(testServers());
      await expect(discover(platform, url)).rejects.toMatchObject({ code: 'unsafe_url' });
      expect(platform.requests).toEqual([]);
    },
  );

  it.each([
    ...'https://AS.example/t1 https://as.example:443/t1 https://as.example/t1/'.split(' '),
    ...'https://as.example/%741 https://as.example/./t1 https://as.example/t1?'.split(' '),
  ])('compares issuers as strings: the spelling %s is not accepted (RFC 8414 §3.3)', async (issuer) => {
    expect(await failure(serverWith({ issuer }))).toBe('issuer_mismatch');
  });

  it('returns only endpoints that use https or are on this machine', async () => {
    const schemes = fc.constantFrom(
      'http:',
      'javascript:',
      'data:',
      'blob:',
      'file:',
      'ws:',
      'HTTP:',
      ' javascript:',
    );
    await fc.assert(
      fc.asyncProperty(schemes, fc.string(), async (scheme, rest) => {
        const token_endpoint = `${scheme}//as.example/${rest}`;
        expect(await failure(serverWith({ token_endpoint }))).toBe('unsafe_url');
      }),
    );
  });

  it('reports a timeout, a missing network and an unreachable server as different failures', async () => {
    const hidden = await errorWith({ [SERVER_METADATA_URL]: unreachable });
    expect(hidden).toMatchObject({ code: 'unreachable', at: SERVER_METADATA_URL });

    const offline = testPlatform(testServers({ [SERVER_METADATA_URL]: unreachable }));
    offline.connected = false;
    await expect(discover(offline, MCP)).rejects.toMatchObject({ code: 'offline' });

    const slow = testPlatform(() => {
      slow.pass(14_000);
      slow.pass(1_000);
      throw new DOMException('aborted', 'AbortError');
    });
    await expect(discover(slow, MCP)).rejects.toMatchObject({ code: 'timeout' });
  });

  it('requests every location of an issuer on this machine, even without a network', async () => {
    const issuer = 'http://localhost:8080/realms/a';
    const location = `${issuer}/.well-known/openid-configuration`;
    const endpoints = { authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` };
    const metadata = { ...SERVER_METADATA, issuer, ...endpoints };
    const platform = testPlatform((request) =>
      request.url === location ? Response.json(metadata) : unreachable(request),
    );
    platform.connected = false;
    expect(await discoverIssuer(platform, { issuer })).toMatchObject({ issuer });
  });
});

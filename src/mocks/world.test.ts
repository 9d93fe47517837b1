import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import { ORIGIN, type TestWorld, testWorld } from './testing/world.ts';

async function connect({ resourceServer, resource }: TestWorld, token: string, mode: 'auto' | 'legacy') {
  const client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  const transport = new StreamableHTTPClientTransport(new URL(resource), {
    authProvider: { token: async () => token },
    fetch: (url, init) => resourceServer.fetch(new Request(url, init)),
  });
  await client.connect(transport);
  return client;
}

describe('the offline world', () => {
  it.each(['auto', 'legacy'] as const)('serves a signed-in MCP client of the %s era', async (mode) => {
    const world = testWorld();
    const { access_token } = await world.signIn({ granted_scope: 'notes:read' });
    const client = await connect(world, access_token, mode);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['whoami', 'list_notes', 'add_note', 'read_audit_log']);
    const who = await client.callTool({ name: 'whoami', arguments: {} });
    expect(who.structuredContent).toMatchObject({ subject: 'person-1', scopes: ['notes:read'] });
    const notes = await client.callTool({ name: 'list_notes', arguments: { limit: 1 } });
    expect(notes.structuredContent).toMatchObject({ notes: [{ text: expect.any(String) }] });
  });

  it('responds to a request without a token with 401, and says where to sign in (RFC 9728 §5.1)', async () => {
    const { resourceServer, resource } = testWorld();
    const response = await resourceServer.fetch(new Request(resource, { method: 'POST', body: '{}' }));
    expect(response.status).toBe(401);
    expect(response.headers.get('WWW-Authenticate')).toBe(
      `Bearer resource_metadata="${ORIGIN}/.well-known/oauth-protected-resource/mcp", scope="notes:read"`,
    );
  });

  it('refuses a tool with 403 insufficient_scope if its scope was not granted (RFC 6750 §3.1)', async () => {
    const world = testWorld();
    const { access_token } = await world.signIn();
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'add_note' } };
    const response = await world.callMcp(access_token, message);
    expect(response.status).toBe(403);
    expect(response.headers.get('WWW-Authenticate')).toContain(
      'error="insufficient_scope", scope="notes:write"',
    );
  });

  it('accepts no token in the URL (RFC 6750 §2.3)', async () => {
    const world = testWorld();
    const { access_token } = await world.signIn();
    const response = await world.resourceServer.fetch(
      new Request(`${world.resource}?access_token=${access_token}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
      }),
    );
    expect(response.status).toBe(401);
  });

  it('refuses an expired token', async () => {
    const world = testWorld();
    const { access_token } = await world.signIn();
    world.advanceClock(15 * 60_000 + 1000);
    const response = await world.callMcp(access_token);
    expect(response.status).toBe(401);
    expect(response.headers.get('WWW-Authenticate')).toContain('error="invalid_token"');
  });
});

describe('two authorization servers in one page', () => {
  const worlds = () =>
    [
      testWorld(),
      testWorld({}, { issuer: `${ORIGIN}/idp/partner`, resource: `${ORIGIN}/partner/mcp` }),
    ] as const;

  it('have different keys, and refuse the tokens and codes of the other server', async () => {
    const [home, partner] = worlds();
    const { access_token } = await home.signIn();
    expect((await home.callMcp(access_token)).status).toBe(200);
    expect((await partner.callMcp(access_token)).status).toBe(401);
    const code = await home.code();
    expect((await partner.token(partner.exchange(code))).status).toBe(400);
    const [one, other] = await Promise.all([
      home.authorizationServer.keys(),
      partner.authorizationServer.keys(),
    ]);
    expect(one.keys[0]?.x).not.toBe(other.keys[0]?.x);
  });

  it('each name their own issuer in metadata and responses, and their own resource metadata in challenges', async () => {
    const [home, partner] = worlds();
    const location = `${ORIGIN}/.well-known/oauth-authorization-server/idp/partner`;
    expect((await home.authorizationServer.fetch(new Request(location))).status).toBe(404);
    const found = await partner.authorizationServer.fetch(new Request(location));
    expect(await found.json()).toMatchObject({ issuer: partner.issuer });
    const redirected = (await partner.authorize()).headers.get('Location') ?? '';
    expect(new URL(redirected).searchParams.get('iss')).toBe(partner.issuer);
    const refused = await partner.callMcp(undefined);
    expect(refused.headers.get('WWW-Authenticate')).toContain(
      `resource_metadata="${ORIGIN}/.well-known/oauth-protected-resource/partner/mcp"`,
    );
  });
});

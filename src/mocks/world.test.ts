import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import { ORIGIN, parametersOf, type TestWorld, testWorld } from './testing/world.ts';

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
  it.each(['auto', 'legacy'] as const)('serves a signed-in MCP client that negotiates “%s”', async (mode) => {
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

  it('responds with 401 and the place to sign in if a request has no token (RFC 9728 §5.1)', async () => {
    const { resourceServer, resource } = testWorld();
    const response = await resourceServer.fetch(new Request(resource, { method: 'POST', body: '{}' }));
    expect(response.status).toBe(401);
    expect(response.headers.get('WWW-Authenticate')).toBe(
      `Bearer resource_metadata="${ORIGIN}/.well-known/oauth-protected-resource/mcp", scope="notes:read"`,
    );
  });

  it.each([
    ['list_notes', 'notes:read'],
    ['read_audit_log', 'notes:read'],
    ['add_note', 'notes:write'],
  ])('refuses the tool %s with 403 if its scope was not granted (RFC 6750 §3.1)', async (name, scope) => {
    const world = testWorld();
    const { access_token } = await world.signIn({ granted_scope: 'openid' });
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name } };
    const response = await world.callMcp(access_token, message);
    expect(response.status).toBe(403);
    expect(response.headers.get('WWW-Authenticate')).toContain(
      `error="insufficient_scope", scope="${scope}"`,
    );
    expect(await response.json()).toEqual({ error: 'insufficient_scope' });
    expect((await world.auditLog.entries()).at(-1)).toMatchObject({
      event: `refused ${name}`,
      detail: 'insufficient scope',
    });
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

describe('the tools of the MCP server', () => {
  async function setUp() {
    const world = testWorld();
    const scope = 'notes:read notes:write';
    const { access_token } = await world.signIn({ scope, granted_scope: scope });
    const client = await connect(world, access_token, 'legacy');
    const call = (name: string, args: Record<string, unknown>) => client.callTool({ name, arguments: args });
    return { world, access_token, client, call };
  }

  it('describe themselves and each argument, and say which of the tools only read', async () => {
    const { client } = await setUp();
    expect(client.getServerVersion()).toEqual({ name: 'notes', title: 'Notes', version: '1.0.0' });
    const { tools } = await client.listTools();
    const text = expect.stringMatching(/./);
    for (const tool of tools) {
      expect(tool).toMatchObject({ title: text, description: text });
      for (const property of Object.values(tool.inputSchema.properties ?? {}))
        expect(property).toMatchObject({ title: text });
    }
    const readers = tools.filter(({ annotations }) => annotations?.readOnlyHint).map(({ name }) => name);
    expect(readers).toEqual(['whoami', 'list_notes', 'read_audit_log']);
  });

  it('write a note, and list the notes in one of two orders, or only the notes that contain a word', async () => {
    const { world, call } = await setUp();
    world.advanceClock(1000);
    const added = await call('add_note', { text: 'Mine' });
    expect(added.structuredContent).toEqual({ added: 'Mine' });
    expect(added.content).toEqual([{ type: 'text', text: '{\n  "added": "Mine"\n}' }]);
    const mine = { text: 'Mine', written: new Date(world.now()).toISOString() };
    const first = [{ text: expect.stringMatching(/verifier/) }, { text: expect.stringMatching(/public/) }];
    for (const [args, notes] of [
      [{}, [...first, mine]],
      [{ order: 'newest first' }, [mine, ...first.toReversed()]],
      [{ limit: 1, order: 'oldest first' }, first.slice(0, 1)],
      [{ containing: 'Min' }, [mine]],
    ] as const)
      expect((await call('list_notes', args)).structuredContent).toMatchObject({ notes });
    expect((await world.auditLog.entries()).at(-1)).toMatchObject({ event: 'called list_notes' });
  });

  it('read the newest entries of the log, which include the call that reads them', async () => {
    const { world, call } = await setUp();
    const entries = [
      {
        at: new Date(world.now()).toISOString(),
        by: 'MCP server',
        event: 'called read_audit_log',
        subject: 'person-1',
        clientId: 'this-app',
      },
    ];
    expect((await call('read_audit_log', { limit: 1 })).structuredContent).toEqual({ entries });
  });

  it.each([
    ['list_notes', 'limit', [1, 50], [0, 51, 1.5]],
    ['list_notes', 'containing', ['', 'x'.repeat(100)], ['x'.repeat(101)]],
    ['list_notes', 'order', ['oldest first', 'newest first'], ['random']],
    ['read_audit_log', 'limit', [1, 100], [0, 101, 1.5]],
    ['add_note', 'text', ['x', 'x'.repeat(500)], ['', 'x'.repeat(501)]],
  ])('accept only arguments within their limits: %s, %s', async (name, argument, good, bad) => {
    const { call } = await setUp();
    for (const value of good) expect((await call(name, { [argument]: value })).isError).toBeUndefined();
    for (const value of bad) expect(await call(name, { [argument]: value })).toMatchObject({ isError: true });
  });

  it.each([
    ['2025-06-18', '2025-06-18'],
    ['2025-11-25', '2025-11-25'],
    ['2025-03-26', '2025-11-25'],
  ])('follow the negotiated version: the client asks for %s and gets %s', async (asked, served) => {
    const { world, access_token } = await setUp();
    const params = { protocolVersion: asked, capabilities: {}, clientInfo: { name: 'test', version: '1' } };
    const response = await world.callMcp(access_token, {
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params,
    });
    expect(await response.text()).toContain(`"protocolVersion":"${served}"`);
  });
});

describe('two authorization servers in one page, each with an MCP server', () => {
  const worlds = () =>
    [
      testWorld(),
      testWorld({}, { issuer: `${ORIGIN}/idp/partner`, resource: `${ORIGIN}/partner/mcp` }),
    ] as const;

  it('have different keys: each server refuses the other’s codes, and each MCP server refuses the other’s tokens', async () => {
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

  it('have different issuers and different addresses of the resource metadata', async () => {
    const [home, partner] = worlds();
    const location = `${ORIGIN}/.well-known/oauth-authorization-server/idp/partner`;
    expect((await home.authorizationServer.fetch(new Request(location))).status).toBe(404);
    const found = await partner.authorizationServer.fetch(new Request(location));
    expect(await found.json()).toMatchObject({ issuer: partner.issuer });
    expect(parametersOf(await partner.authorize()).iss).toBe(partner.issuer);
    expect((await partner.callMcp(undefined)).headers.get('WWW-Authenticate')).toContain(
      `resource_metadata="${ORIGIN}/.well-known/oauth-protected-resource/partner/mcp"`,
    );
  });
});

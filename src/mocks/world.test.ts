import { createHash, randomBytes } from 'node:crypto';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import { createMemoryAuditLog } from './audit-log.ts';
import { createMemoryStore } from './authorization-server/store.ts';
import { createMemoryNotes } from './resource-server/notes.ts';
import { createOfflineWorld } from './world.ts';

const ORIGIN = 'http://localhost:5173';

function makeWorld() {
  let nowMs = Date.now();
  const world = createOfflineWorld({
    origin: ORIGIN,
    store: createMemoryStore(),
    auditLog: createMemoryAuditLog(),
    notes: createMemoryNotes(),
    now: () => nowMs,
    random: (octets) => crypto.getRandomValues(new Uint8Array(octets)),
  });
  return { ...world, pass: (ms: number) => (nowMs += ms) };
}

type World = ReturnType<typeof makeWorld>;

async function signIn({ authorizationServer, issuer, resource }: World, scope: string): Promise<string> {
  const codeVerifier = randomBytes(32).toString('base64url');
  const body = new URLSearchParams({
    response_type: 'code',
    client_id: 'pkce-lab',
    redirect_uri: `${ORIGIN}/callback`,
    resource,
    scope,
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
    decision: 'approve',
    granted_scope: scope,
    username: 'ada',
    password: 'analytical engine',
  });
  const decided = await authorizationServer.fetch(
    new Request(`${issuer}/authorize`, { method: 'POST', body }),
  );
  const code = new URL(decided.headers.get('Location') ?? '').searchParams.get('code') ?? '';
  const exchanged = await authorizationServer.fetch(
    new Request(`${issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        code_verifier: codeVerifier,
        client_id: 'pkce-lab',
        redirect_uri: `${ORIGIN}/callback`,
        resource,
      }),
    }),
  );
  const { access_token } = await exchanged.json();
  return access_token;
}

async function connect({ resourceServer, resource }: World, token: string, mode: 'auto' | 'legacy') {
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
    const world = makeWorld();
    const client = await connect(world, await signIn(world, 'notes:read'), mode);
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['whoami', 'list_notes', 'add_note', 'read_audit_log']);
    const who = await client.callTool({ name: 'whoami', arguments: {} });
    expect(who.structuredContent).toMatchObject({ subject: 'person-1', scopes: ['notes:read'] });
    const notes = await client.callTool({ name: 'list_notes', arguments: { limit: 1 } });
    expect(notes.structuredContent).toMatchObject({ notes: [{ text: expect.any(String) }] });
  });

  it('answers a request without a token with 401 and where to sign in (RFC 9728 §5.1)', async () => {
    const { resourceServer, resource } = makeWorld();
    const response = await resourceServer.fetch(new Request(resource, { method: 'POST', body: '{}' }));
    expect(response.status).toBe(401);
    expect(response.headers.get('WWW-Authenticate')).toBe(
      `Bearer resource_metadata="${ORIGIN}/.well-known/oauth-protected-resource/mcp", scope="notes:read"`,
    );
  });

  it('refuses a tool whose scope was not granted with 403 insufficient_scope (RFC 6750 §3.1)', async () => {
    const world = makeWorld();
    const token = await signIn(world, 'notes:read');
    const response = await world.resourceServer.fetch(
      new Request(world.resource, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'add_note' } }),
      }),
    );
    expect(response.status).toBe(403);
    expect(response.headers.get('WWW-Authenticate')).toContain(
      'error="insufficient_scope", scope="notes:write"',
    );
  });

  it('refuses a token once it has expired', async () => {
    const world = makeWorld();
    const token = await signIn(world, 'notes:read');
    world.pass(15 * 60_000 + 1000);
    const response = await world.resourceServer.fetch(
      new Request(world.resource, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}` },
        body: '{}',
      }),
    );
    expect(response.status).toBe(401);
    expect(response.headers.get('WWW-Authenticate')).toContain('error="invalid_token"');
  });
});

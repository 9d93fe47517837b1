import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createMemoryAuditLog } from '../audit-log.ts';
import { ORIGIN, testWorld } from '../testing/world.ts';
import type { BearerRejection } from './bearer.ts';
import { createMemoryNotes } from './notes.ts';
import { createResourceServer, type ResourceServerOptions } from './server.ts';

const RESOURCE = `${ORIGIN}/mcp`;
const ISSUER = `${ORIGIN}/idp`;
const NOW_S = Math.floor(Date.now() / 1000);
const CLAIMS = {
  iss: ISSUER,
  sub: 'person-1',
  aud: RESOURCE,
  client_id: 'this-app',
  scope: 'notes:read',
  jti: 'token-1',
  iat: NOW_S,
  exp: NOW_S + 900,
};
const trusted = await generateKeyPair('ES256');
const stranger = await generateKeyPair('ES256');

const sign = (claims: object, { key = trusted.privateKey, typ = 'at+jwt' } = {}) =>
  new SignJWT({ ...claims }).setProtectedHeader({ alg: 'ES256', kid: 'k1', typ }).sign(key);

async function callWith(
  token: string | undefined,
  checks: Partial<Pick<ResourceServerOptions, 'checkAudience' | 'checkRevocation' | 'introspection'>> = {},
  request: object = { method: 'tools/list' },
) {
  const auditLog = createMemoryAuditLog();
  const server = createResourceServer({
    resource: RESOURCE,
    name: 'Notes',
    issuer: ISSUER,
    scopes: ['notes:read', 'notes:write'],
    keys: async () => ({ keys: [{ ...(await exportJWK(trusted.publicKey)), kid: 'k1', alg: 'ES256' }] }),
    isActive: async (jti) => jti === 'token-1',
    notes: createMemoryNotes(),
    auditLog,
    now: () => NOW_S * 1000,
    checkAudience: true,
    checkRevocation: true,
    checkScopes: true,
    ...checks,
  });
  const headers = new Headers({
    'Content-Type': 'application/json',
    Accept: 'application/json, text/event-stream',
  });
  if (token !== undefined) headers.set('Authorization', token);
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, ...request });
  const response = await server.fetch(new Request(RESOURCE, { method: 'POST', headers, body }));
  const audit = await auditLog.entries();
  return { response, audit, reason: audit.at(-1)?.detail };
}

const REFUSED: Record<Exclude<BearerRejection, 'not active'>, () => Promise<string | undefined>> = {
  'no token': async () => undefined,
  'malformed token': async () => 'Bearer not.a.token',
  'bad signature': async () => `Bearer ${await sign(CLAIMS, { key: stranger.privateKey })}`,
  'wrong type': async () => `Bearer ${await sign(CLAIMS, { typ: 'JWT' })}`,
  'wrong issuer': async () => `Bearer ${await sign({ ...CLAIMS, iss: 'https://evil.example' })}`,
  'wrong audience': async () => `Bearer ${await sign({ ...CLAIMS, aud: `${ORIGIN}/other` })}`,
  expired: async () => `Bearer ${await sign({ ...CLAIMS, exp: NOW_S - 1 })}`,
  revoked: async () => `Bearer ${await sign({ ...CLAIMS, jti: 'token-2' })}`,
};
const INTROSPECTION = {
  endpoint: `${ORIGIN}/idp/introspect`,
  clientId: 'notes-server',
  clientSecret: 'kept',
};

describe('the bearer check (RFC 6750, RFC 9068 §4)', () => {
  it('accepts a valid token', async () =>
    expect((await callWith(`Bearer ${await sign(CLAIMS)}`)).response.status).toBe(200));

  it.each(Object.entries(REFUSED))('refuses a request with the reason “%s”', async (reason, token) => {
    const { response, audit } = await callWith(await token());
    expect(response.status).toBe(401);
    expect(audit).toMatchObject([{ by: 'MCP server', event: 'refused', detail: reason }]);
    const challenge = response.headers.get('WWW-Authenticate') ?? '';
    expect(challenge).toContain(`resource_metadata="${ORIGIN}/.well-known/oauth-protected-resource/mcp"`);
    // If the request has no token, the challenge names no error (RFC 6750 §3.1).
    expect(challenge.includes('error="invalid_token"')).toBe(reason !== 'no token');
    expect(await response.json()).toEqual({
      error: reason === 'no token' ? 'unauthorized' : 'invalid_token',
    });
    expect(response.headers.get('Access-Control-Expose-Headers')).toContain('WWW-Authenticate');
  });

  it.each([
    ['no subject', { sub: undefined }],
    ['no expiry', { exp: undefined }],
    ['no client', { client_id: undefined }],
    ['no identifier', { jti: undefined }],
  ])('refuses a token with %s', async (_what, changes) => {
    const { response, reason } = await callWith(`Bearer ${await sign({ ...CLAIMS, ...changes })}`);
    expect(response.status).toBe(401);
    expect(reason).toBe('malformed token');
  });

  it.each([
    ['Bearer  token', 200],
    ['bearer token', 200],
    ['Basic token', 401],
    ['X-Bearer token', 401],
    ['Bearer token more', 401],
    ['DPoP token', 401],
  ])('introspects a token only if the header has the form “Bearer <token>”: %s', async (form, status) => {
    const token = await sign(CLAIMS);
    expect((await callWith(form.replace('token', token))).response.status).toBe(status);
    let asked = 0;
    const introspection = { ...INTROSPECTION, fetch: async () => Response.json({ active: asked++ < 0 }) };
    await callWith(form, { introspection });
    expect(asked).toBe(status === 200 ? 1 : 0);
  });

  it('names no error if the request uses another authentication scheme (RFC 6750 §3.1)', async () => {
    const { response } = await callWith(`Basic ${btoa('ada:secret')}`);
    expect(response.status).toBe(401);
    expect(response.headers.get('WWW-Authenticate')).not.toContain('error=');
  });

  it('refuses an unsigned token, and a token in the query', async () => {
    const unsigned = [{ alg: 'none', typ: 'at+jwt' }, CLAIMS]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    expect((await callWith(`Bearer ${unsigned}.`)).response.status).toBe(401);
    const { resourceServer, signIn } = testWorld();
    const { access_token } = await signIn();
    const request = new Request(`${RESOURCE}?access_token=${access_token}`, { method: 'POST', body: '{}' });
    expect((await resourceServer.fetch(request)).status).toBe(401);
  });

  it('accepts a token for another server if the audience check is off', async () => {
    const foreign = `Bearer ${await sign({ ...CLAIMS, aud: `${ORIGIN}/other` })}`;
    expect((await callWith(foreign, { checkAudience: false })).response.status).toBe(200);
  });

  it('accepts a revoked token until it expires, if the revocation check is off (RFC 7009 §3)', async () => {
    const unasked = { checkRevocation: false };
    const revoked = { ...CLAIMS, jti: 'token-2' };
    expect((await callWith(`Bearer ${await sign(revoked)}`, unasked)).response.status).toBe(200);
    const expired = await callWith(`Bearer ${await sign({ ...revoked, exp: NOW_S - 1 })}`, unasked);
    expect(expired.reason).toBe('expired');
  });

  it('introspects a token with the server’s credentials, and checks the claims in the response (RFC 7662 §2)', async () => {
    const active = { active: true, iss: ISSUER, aud: RESOURCE, exp: NOW_S + 60, sub: 'p', client_id: 'c' };
    const sent: Request[] = [];
    const callAfter = (response: Response) =>
      callWith('Bearer opaque', {
        introspection: {
          ...INTROSPECTION,
          async fetch(url, init) {
            sent.push(new Request(url, init));
            return response;
          },
        },
      });
    expect((await callAfter(Response.json(active))).response.status).toBe(200);
    expect(sent[0]?.headers.get('Authorization')).toBe(`Basic ${btoa('notes-server:kept')}`);
    expect(await sent[0]?.text()).toBe('token=opaque&token_type_hint=access_token');
    const refusals: [object, BearerRejection][] = [
      [{ active: false }, 'not active'],
      [{ ...active, active: 'true' }, 'not active'],
      [{ ...active, iss: 'https://evil.example' }, 'wrong issuer'],
      [{ ...active, aud: `${ORIGIN}/other` }, 'wrong audience'],
      [{ ...active, exp: NOW_S }, 'expired'],
      [{ ...active, exp: undefined }, 'expired'],
    ];
    for (const [state, expected] of refusals) {
      const { response, reason } = await callAfter(Response.json(state));
      expect(response.status).toBe(401);
      expect(reason).toBe(expected);
    }
    await expect(callAfter(new Response(null, { status: 401 }))).rejects.toThrow('responded with 401');
  });

  it.each([undefined, 'notes:read', 'notes:read other'])(
    'reads the same claims in a token and in an introspection response, with the scope %j',
    async (scope) => {
      const whoAmI = { method: 'tools/call', params: { name: 'whoami', arguments: {} } };
      const claims = { ...CLAIMS, scope };
      const introspection = {
        ...INTROSPECTION,
        fetch: async () => Response.json({ active: true, ...claims }),
      };
      for (const [token, checks] of [
        [await sign(claims), {}],
        ['opaque', { introspection }],
      ] as const) {
        const { response } = await callWith(`Bearer ${token}`, checks, whoAmI);
        const [, message = ''] = (await response.text()).split('data: ');
        expect(JSON.parse(message).result.structuredContent).toEqual({
          subject: 'person-1',
          clientId: 'this-app',
          scopes: scope?.split(' ') ?? [],
          audience: RESOURCE,
          expiresAt: new Date((NOW_S + 900) * 1000).toISOString(),
        });
      }
    },
  );

  it('does not apply to a preflight, because a preflight carries no token', async () => {
    const { resourceServer } = testWorld();
    const preflight = await resourceServer.fetch(new Request(RESOURCE, { method: 'OPTIONS' }));
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('Access-Control-Allow-Headers')).toContain('mcp-protocol-version');
  });
});

describe('the protected resource metadata (RFC 9728)', () => {
  it('names the resource, its authorization server and its scopes', async () => {
    const { resourceServer } = testWorld();
    const response = await resourceServer.fetch(
      new Request(`${ORIGIN}/.well-known/oauth-protected-resource/mcp`),
    );
    expect(await response.json()).toEqual({
      resource: RESOURCE,
      resource_name: 'Notes',
      authorization_servers: [ISSUER],
      scopes_supported: ['notes:read', 'notes:write'],
      bearer_methods_supported: ['header'],
    });
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
  });

  it('is not at the well-known address of the bare origin', async () => {
    const elsewhere = new Request(`${ORIGIN}/.well-known/oauth-protected-resource`);
    const response = await testWorld().resourceServer.fetch(elsewhere);
    expect(response.status).toBe(404);
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
  });
});

it('the MCP server serves a request whose body is not a stream, as in Firefox', async () => {
  const { resourceServer, resource, signIn } = testWorld();
  const { access_token } = await signIn();
  const request = new Request(resource, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${access_token}`,
      'Content-Type': 'application/json',
      Accept: 'application/json, text/event-stream',
    },
    // `tools/list` has no parameter `name`, so the server ignores even `constructor`, which every object inherits.
    body: '{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"name":"constructor"}}',
  });
  Object.defineProperty(request, 'body', { value: undefined });
  const response = await resourceServer.fetch(request);
  expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
  expect(await response.text()).toContain('"list_notes"');
});

it('the MCP server passes a request with another method than POST on to the MCP handler', async () => {
  const { resourceServer, resource, signIn } = testWorld();
  const { access_token } = await signIn();
  const headers = { Authorization: `Bearer ${access_token}`, Accept: 'text/event-stream' };
  expect((await resourceServer.fetch(new Request(resource, { headers }))).status).toBe(405);
});

it('the tools log the person and the tool of a call, and never log a token', async () => {
  const world = testWorld();
  const { access_token } = await world.signIn();
  await world.callMcp(access_token, {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'whoami', arguments: {} },
  });
  const entries = await world.auditLog.entries();
  expect(entries.at(-1)).toMatchObject({ event: 'called whoami', subject: 'person-1', clientId: 'this-app' });
  expect(JSON.stringify(entries)).not.toContain(access_token);
});

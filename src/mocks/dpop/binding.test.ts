import { decodeJwt, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import type { Policy } from '../authorization-server/policy.ts';
import { apiRequest, createDpopClient, type DpopClient, mcpRequest, send } from '../testing/dpop-client.ts';
import { CONFIDENTIAL, type TestWorld, testWorld } from '../testing/world.ts';

/** A world, its client, and a thief with another key. */
async function setUp(policy: Partial<Policy> = { dpop: 'required' }) {
  const world = testWorld(policy);
  return { world, client: await createDpopClient(world), thief: await createDpopClient(world) };
}

const lastReason = async ({ auditLog }: TestWorld): Promise<string | undefined> =>
  (await auditLog.entries()).at(-1)?.detail;

const refreshAs = (client: DpopClient, refresh_token: string | undefined) => client.refresh(refresh_token);
const asBearer = (world: TestWorld, token: string) => send(world, mcpRequest(world, `Bearer ${token}`));

describe('an access token with DPoP (RFC 9449 §5, §6)', () => {
  it('has the type DPoP and the key of the proof in cnf, after the exchange and after a refresh', async () => {
    const { client } = await setUp();
    const tokens = await client.signIn();
    expect(tokens.token_type).toBe('DPoP');
    expect(decodeJwt(tokens.access_token).cnf).toEqual({ jkt: client.jkt });
    expect((await client.callMcp(tokens.access_token)).status).toBe(200);
    const refreshed = await (await client.refresh(tokens.refresh_token)).json();
    expect(refreshed.token_type).toBe('DPoP');
    expect(decodeJwt(refreshed.access_token).cnf).toEqual({ jkt: client.jkt });
    expect((await client.callMcp(refreshed.access_token)).status).toBe(200);
  });

  it('is a bearer token if DPoP is off, or if DPoP is offered and the client sends no proof', async () => {
    for (const [dpop, send] of [
      ['offered', (world: TestWorld) => world.signIn()],
      ['off', async (world: TestWorld) => (await createDpopClient(world)).signIn()],
    ] as const) {
      const world = testWorld({ dpop });
      const tokens = await send(world);
      expect(tokens).toMatchObject({ token_type: 'Bearer' });
      expect(decodeJwt(tokens.access_token)).not.toHaveProperty('cnf');
      expect((await world.callMcp(tokens.access_token)).status).toBe(200);
    }
  });

  it('that is malformed and has no proof is refused as malformed', async () => {
    const { world } = await setUp();
    expect((await asBearer(world, 'junk')).status).toBe(401);
    expect(await lastReason(world)).toBe('malformed token');
  });

  it('can be opaque, because the introspection response has the type and the key (RFC 9449 §6.2)', async () => {
    const asked: Request[] = [];
    const states: unknown[] = [];
    const world: TestWorld = testWorld(
      { dpop: 'required' },
      {
        async askAboutTokens(url, init) {
          asked.push(new Request(url, init));
          const response = await world.authorizationServer.fetch(new Request(url, init));
          states.push(await response.clone().json());
          return response;
        },
      },
    );
    const client = await createDpopClient(world);
    const { access_token } = await client.signIn();
    expect((await client.callMcp(access_token)).status).toBe(200);
    expect(states.at(-1)).toMatchObject({ active: true, token_type: 'DPoP', cnf: { jkt: client.jkt } });
    expect((await asBearer(world, access_token)).status).toBe(401);
    expect(await lastReason(world)).toBe('bound token without its scheme');
  });

  it('is refused at both resource servers with a proof of another key (RFC 9449 §7.1)', async () => {
    const { world, client, thief } = await setUp();
    const [mcp, api] = [await client.signIn(), await client.signIn({ resource: world.api })];
    for (const response of [await thief.callMcp(mcp.access_token), await thief.callApi(api.access_token)]) {
      expect(response.status).toBe(401);
      expect(response.headers.get('WWW-Authenticate')).toMatch(/^DPoP algs="ES256", .*error="invalid_token"/);
      expect(await lastReason(world)).toBe('token bound to another key');
    }
  });

  it.each(['offered', 'required'] as const)('is refused as a bearer token if DPoP is %s', async (dpop) => {
    const { world, client } = await setUp({ dpop });
    const [mcp, api] = [await client.signIn(), await client.signIn({ resource: world.api })];
    for (const response of [
      await asBearer(world, mcp.access_token),
      await send(world, apiRequest(world, `Bearer ${api.access_token}`)),
    ]) {
      expect(response.status).toBe(401);
      expect(response.headers.get('WWW-Authenticate')).toContain('error="invalid_token"');
      expect(await lastReason(world)).toBe('bound token without its scheme');
    }
    // With the scheme Bearer, even a valid proof does not help.
    const sent = mcpRequest(world, `Bearer ${mcp.access_token}`);
    expect((await client.fetch(sent, mcp.access_token)).status).toBe(401);
  });

  it('that names no key is refused if it comes with the scheme DPoP, or if the server requires bound tokens', async () => {
    const { world, client } = await setUp({ dpop: 'offered' });
    const { access_token } = await world.signIn();
    expect((await client.callMcp(access_token)).status).toBe(401);
    expect(await lastReason(world)).toBe('token bound to no key');

    // A server that requires DPoP issues no token without a key, so the test signs such a token with the server's key.
    const strict = testWorld({ dpop: 'required' });
    const { cnf: _, ...claims } = decodeJwt((await (await createDpopClient(strict)).signIn()).access_token);
    const { kid, pair } = await strict.store.signingKey(() => Promise.reject(new Error('There is no key.')));
    const unbound = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid })
      .sign(pair.privateKey);
    const refused = await strict.callMcp(unbound);
    expect(refused.headers.get('WWW-Authenticate')).toMatch(/^DPoP algs="ES256", .*error="invalid_token"/);
    expect(await lastReason(strict)).toBe('token bound to no key');
  });

  it('that lacks the scope of a tool is refused, and only the challenge of the scheme DPoP names the error', async () => {
    const { world, client } = await setUp({ dpop: 'offered' });
    const { access_token } = await client.signIn();
    const sent = mcpRequest(world, `DPoP ${access_token}`);
    const body = sent.body.toString().replace('"tools/list"', '"tools/call","params":{"name":"add_note"}');
    const response = await client.fetch({ ...sent, body }, access_token);
    expect(response.status).toBe(403);
    const [bearer = '', dpop = ''] = response.headers.get('WWW-Authenticate')?.split('DPoP ') ?? [];
    expect(bearer).not.toContain('error');
    expect(dpop).toContain('error="insufficient_scope", scope="notes:write"');
  });

  it('counts as malformed at a server without DPoP', async () => {
    const { world, client } = await setUp({ dpop: 'off' });
    const { access_token } = await client.signIn();
    const response = await client.callMcp(access_token);
    expect(response.headers.get('WWW-Authenticate')).toMatch(/^Bearer resource_metadata=/);
    expect(await lastReason(world)).toBe('malformed token');
  });
});

describe('a code with dpop_jkt (RFC 9449 §10)', () => {
  it('is exchanged only with a proof of its key, and a refusal does not consume the code', async () => {
    const { world, client, thief } = await setUp({ dpop: 'offered' });
    const code = await world.code({ dpop_jkt: client.jkt });
    const stolen = await thief.token(world.exchange(code));
    expect(await stolen.json()).toMatchObject({ error: 'invalid_grant' });
    expect(await lastReason(world)).toBe('code bound to another key');
    const unproven = await world.token(world.exchange(code));
    expect(await unproven.json()).toMatchObject({ error: 'invalid_dpop_proof' });
    expect(await lastReason(world)).toBe('missing DPoP proof');
    expect((await client.token(world.exchange(code))).status).toBe(200);
  });

  it('is exchanged without a proof at a server without DPoP', async () => {
    const { world } = await setUp({ dpop: 'off' });
    const code = await world.code({ dpop_jkt: 'short' });
    expect((await world.token(world.exchange(code))).status).toBe(200);
  });
});

describe('a refresh token with DPoP (RFC 9449 §5)', () => {
  it('of a public client is accepted only with a proof of its key, and a refusal does not consume the token', async () => {
    const { world, client, thief } = await setUp({ dpop: 'offered' });
    const { refresh_token } = await client.signIn();
    const stolen = await refreshAs(thief, refresh_token);
    expect(await stolen.json()).toMatchObject({ error: 'invalid_grant' });
    expect(await lastReason(world)).toBe('refresh token bound to another key');
    const unproven = await world.refresh(refresh_token);
    expect(await unproven.json()).toMatchObject({ error: 'invalid_dpop_proof' });
    expect((await refreshAs(client, refresh_token)).status).toBe(200);
  });

  it('of a confidential client is accepted with another key, and the new access token is bound to that key', async () => {
    const { world, client, thief } = await setUp();
    const credentials = { client_id: 'confidential', client_secret: 'kept' };
    await world.store.put('clients', CONFIDENTIAL);
    const code = await world.code({ client_id: 'confidential' });
    const { refresh_token } = await (await client.token(world.exchange(code, credentials))).json();
    const response = await thief.token({ grant_type: 'refresh_token', refresh_token, ...credentials });
    const { access_token } = await response.json();
    expect(decodeJwt(access_token).cnf).toEqual({ jkt: thief.jkt });
  });
});

describe('a client with dpop_bound_access_tokens (RFC 9449 §5.2)', () => {
  it('is registered with that member, and gets a token only with a proof if DPoP is offered', async () => {
    const world = testWorld({ dpop: 'offered', registrationOffered: true });
    const registered = await (await world.register({ dpop_bound_access_tokens: true })).json();
    expect(registered.dpop_bound_access_tokens).toBe(true);
    const { client_id } = registered;
    const code = await world.code({ client_id });
    const refused = await world.token(world.exchange(code, { client_id }));
    expect(await refused.json()).toMatchObject({ error: 'invalid_dpop_proof' });
    expect(await lastReason(world)).toBe('missing DPoP proof');
    const client = await createDpopClient(world);
    expect((await client.token(world.exchange(code, { client_id }))).status).toBe(200);
  });

  it('is registered without that member by a server without DPoP, and the member must be a boolean', async () => {
    const off = testWorld({ registrationOffered: true });
    const ignored = await (await off.register({ dpop_bound_access_tokens: true })).json();
    expect(ignored).not.toHaveProperty('dpop_bound_access_tokens');
    const offered = testWorld({ dpop: 'offered', registrationOffered: true });
    expect(await (await offered.register()).json()).toMatchObject({ dpop_bound_access_tokens: false });
    const wrong = await offered.register({ dpop_bound_access_tokens: 'true' });
    expect(await wrong.json()).toMatchObject({ error: 'invalid_client_metadata' });
  });
});

describe('the metadata about DPoP', () => {
  const documents = async (dpop: Policy['dpop']) => {
    const { authorizationServer, resourceServer, issuer, resource } = testWorld({ dpop });
    const at = (name: string, of: string) =>
      new Request(of.replace(new URL(of).pathname, `/.well-known/${name}${new URL(of).pathname}`));
    return {
      server: await (await authorizationServer.fetch(at('oauth-authorization-server', issuer))).json(),
      resource: await (await resourceServer.fetch(at('oauth-protected-resource', resource))).json(),
    };
  };

  it('lists the algorithms of proofs and says whether tokens must be bound, unless DPoP is off (RFC 9449 §5.1, RFC 9728 §2)', async () => {
    const algorithms = { dpop_signing_alg_values_supported: ['ES256'] };
    expect(await documents('offered')).toMatchObject({
      server: algorithms,
      resource: { ...algorithms, dpop_bound_access_tokens_required: false },
    });
    expect(await documents('required')).toMatchObject({
      server: algorithms,
      resource: { ...algorithms, dpop_bound_access_tokens_required: true },
    });
    expect(JSON.stringify(await documents('off'))).not.toContain('dpop');
  });

  it('agrees with the challenges of both resource servers (RFC 9449 §7.1)', async () => {
    const challenges = async (dpop: Policy['dpop']) => {
      const world = testWorld({ dpop });
      return [
        await send(world, { url: world.resource, method: 'POST', body: '{}' }),
        await send(world, { url: `${world.api}/notes` }),
      ].map(({ headers }) => headers.get('WWW-Authenticate'));
    };
    const where =
      'resource_metadata="http://localhost:5173/.well-known/oauth-protected-resource/mcp", scope="notes:read"';
    expect(await challenges('off')).toEqual([`Bearer ${where}`, 'Bearer']);
    expect(await challenges('offered')).toEqual([
      `Bearer ${where}, DPoP algs="ES256", ${where}`,
      'Bearer, DPoP algs="ES256"',
    ]);
    expect(await challenges('required')).toEqual([`DPoP algs="ES256", ${where}`, 'DPoP algs="ES256"']);
  });
});

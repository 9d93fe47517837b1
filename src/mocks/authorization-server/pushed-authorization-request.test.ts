import { describe, expect, it } from 'vitest';
import { createDpopClient } from '../testing/dpop-client.ts';
import {
  CONFIDENTIAL,
  type Form,
  ORIGIN,
  parametersOf,
  REDIRECT_URI,
  type TestWorld,
  testWorld,
} from '../testing/world.ts';
import type { Policy } from './policy.ts';

const OFFERED: Partial<Policy> = { pushedAuthorizationRequests: 'offered' };
const REQUIRED: Partial<Policy> = { pushedAuthorizationRequests: 'required' };
const DOCUMENT_URL = 'https://app.example/client-metadata.json';

/** Opens the page of the server with the reference to a pushed request, and with further parameters. */
function open(world: TestWorld, requestUri: string, further: Record<string, string> = {}): Promise<Response> {
  const query = new URLSearchParams({ client_id: 'this-app', request_uri: requestUri, ...further });
  return world.send(`/authorize?${query}`);
}

const reasonIn = ({ observations }: TestWorld) =>
  observations.flatMap((seen) => (seen.kind === 'refused' ? seen.rejection.reason : [])).at(-1);

describe('a pushed authorization request (RFC 9126)', () => {
  it.each(['offered', 'required'] as const)('leads to tokens if pushing is %s', async (pushing) => {
    const world = testWorld({ pushedAuthorizationRequests: pushing });
    const response = await world.push();
    expect(response.status).toBe(201);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
    const { request_uri, expires_in } = await response.json();
    expect(request_uri).toMatch(/^urn:ietf:params:oauth:request_uri:[\w-]{43}$/);
    expect(expires_in).toBe(60);
    const prompt = await (await open(world, request_uri)).json();
    expect(prompt).toMatchObject({ client: { id: 'this-app' }, resource: { identifier: world.resource } });
    const { state, code = '' } = parametersOf(await world.authorizePushed(request_uri));
    expect(state).toBe('state-1');
    expect((await world.token(world.exchange(code))).status).toBe(200);
    expect(world.observations).toContainEqual({
      kind: 'stored pushed request',
      clientId: 'this-app',
      codeChallenge: world.request().code_challenge,
    });
  });

  it('is announced in the metadata if it is offered or required, and the metadata says whether it is required (§5)', async () => {
    expect(await testWorld().metadata()).not.toHaveProperty('pushed_authorization_request_endpoint');
    const endpoint = { pushed_authorization_request_endpoint: `${ORIGIN}/idp/par` };
    const offered = await testWorld(OFFERED).metadata();
    expect(offered).toMatchObject(endpoint);
    expect(offered).not.toHaveProperty('require_pushed_authorization_requests');
    const required = { ...endpoint, require_pushed_authorization_requests: true };
    expect(await testWorld(REQUIRED).metadata()).toMatchObject(required);
  });

  it('has no endpoint at a server without this feature, and such a server refuses a request_uri', async () => {
    const world = testWorld();
    expect((await world.push()).status).toBe(404);
    await world.authorize({ request_uri: 'urn:ietf:params:oauth:request_uri:x' });
    expect(reasonIn(world)).toBe('parameter not supported');
  });

  it('is not necessary if the server only offers it', async () => {
    expect((await testWorld(OFFERED).signIn()).access_token).toBeDefined();
  });

  it.each(['GET', 'PUT'])('is not accepted from %s (§2.1)', async (method) => {
    const response = await testWorld(OFFERED).send('/par', { method });
    expect([response.status, response.headers.get('Allow')]).toEqual([405, 'POST, OPTIONS']);
  });

  it.each<[string, Form, string, number, string]>([
    ['an unknown client', { client_id: 'unknown' }, 'invalid_client', 401, 'client authentication failed'],
    ['no client', { client_id: undefined }, 'invalid_client', 401, 'client authentication failed'],
    [
      'an unregistered redirect URI',
      { redirect_uri: 'https://evil.example/' },
      'invalid_request',
      400,
      'unregistered redirect_uri',
    ],
    ['no redirect URI', { redirect_uri: undefined }, 'invalid_request', 400, 'missing redirect_uri'],
    ['no challenge', { code_challenge: undefined }, 'invalid_request', 400, 'missing code_challenge'],
    ['an unknown scope', { scope: 'root' }, 'invalid_scope', 400, 'no known scope'],
    ['an unknown prompt', { prompt: 'create' }, 'invalid_request', 400, 'unsupported prompt'],
    ['a needless secret', { client_secret: 'x' }, 'invalid_client', 401, 'client authentication failed'],
  ])('is refused with %s, which the app can read (§2.3)', async (_what, changes, error, status, reason) => {
    const world = testWorld(OFFERED);
    const response = await world.push(changes);
    expect(response.status).toBe(status);
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect(response.headers.has('Location')).toBe(false);
    expect(await response.json()).toMatchObject({ error });
    expect(reasonIn(world)).toBe(reason);
    const entry = (await world.auditLog.entries()).at(-1);
    expect(entry).toMatchObject({ event: 'refused at par', detail: reason });
  });

  it('is refused if it has a repeated parameter (§2.1)', async () => {
    const world = testWorld(OFFERED);
    const body = new URLSearchParams('client_id=this-app&scope=a&scope=b');
    expect((await world.send('/par', { method: 'POST', body })).status).toBe(400);
    expect(reasonIn(world)).toBe('duplicate parameter');
  });

  it('takes precedence over the parameters that the browser sends together with the reference', async () => {
    const world = testWorld(OFFERED);
    const requestUri = await world.pushed({ scope: 'notes:read' });
    const further = { scope: 'notes:read notes:write', state: 'forged', code_challenge: 'a'.repeat(43) };
    const prompt = await (await open(world, requestUri, further)).json();
    expect(prompt.scopes.map(({ name }: { name: string }) => name)).toEqual(['notes:read']);
    const granted_scope = 'notes:read notes:write';
    const redirect = await world.authorizePushed(requestUri, { ...further, granted_scope });
    expect(redirect.headers.get('Location')?.startsWith(REDIRECT_URI)).toBe(true);
    const { state, code = '' } = parametersOf(redirect);
    expect(state).toBe('state-1');
    const tokens = await world.token(world.exchange(code));
    expect(await tokens.json()).toMatchObject({ scope: 'notes:read' });
  });

  it('cannot contain the decision of the person', async () => {
    const world = testWorld(OFFERED);
    const requestUri = await world.pushed(world.approval());
    const response = await world.post('/authorize', { client_id: 'this-app', request_uri: requestUri });
    expect([response.status, response.headers.has('Location')]).toEqual([403, false]);
  });

  it('expires after a minute if no browser opens the page, and otherwise ten minutes after the browser first opened it', async () => {
    const world = testWorld(OFFERED);
    const late = await world.pushed();
    world.advanceClock(60_000);
    expect(await (await open(world, late)).json()).toMatchObject({ error: 'invalid_request_uri' });
    const inTime = await world.pushed();
    world.advanceClock(59_999);
    expect((await open(world, inTime)).status).toBe(200);
    world.advanceClock(599_999);
    expect(parametersOf(await world.authorizePushed(inTime))).toHaveProperty('code');
    const forgotten = await world.pushed();
    await open(world, forgotten);
    world.advanceClock(599_999);
    await open(world, forgotten);
    world.advanceClock(1);
    expect((await world.authorizePushed(forgotten)).status).toBe(400);
    expect(reasonIn(world)).toBe('expired request_uri');
  });

  it('can be opened again until the person approves or denies, and is refused after that', async () => {
    const world = testWorld(OFFERED);
    for (const decision of ['approve', 'deny']) {
      const requestUri = await world.pushed();
      expect((await open(world, requestUri)).status).toBe(200);
      expect((await open(world, requestUri)).status).toBe(200);
      expect((await world.authorizePushed(requestUri, { decision })).status).toBe(303);
      expect((await open(world, requestUri)).status).toBe(400);
      expect(reasonIn(world)).toBe('request_uri used before');
    }
  });

  it('can still be approved after a wrong password', async () => {
    const world = testWorld(OFFERED);
    const requestUri = await world.pushed();
    expect((await world.authorizePushed(requestUri, { password: 'guess' })).status).toBe(403);
    expect((await world.authorizePushed(requestUri)).status).toBe(303);
  });

  it('leads to one code, even if two decisions arrive at once', async () => {
    const world = testWorld(OFFERED);
    const requestUri = await world.pushed();
    const both = await Promise.all([world.authorizePushed(requestUri), world.authorizePushed(requestUri)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([303, 400]);
  });

  it('with a wrong reference always gets the same error, and no redirect', async () => {
    const world = testWorld(OFFERED);
    const used = await world.pushed();
    await world.authorizePushed(used);
    const expired = await world.pushed();
    world.advanceClock(60_000);
    const responses = [
      await open(world, 'https://evil.example/request.jwt'),
      await open(world, used),
      await open(world, expired),
      await open(world, await world.pushed(), { client_id: 'other' }),
    ];
    expect(responses.some(({ headers }) => headers.has('Location'))).toBe(false);
    expect(new Set(await Promise.all(responses.map((response) => response.text()))).size).toBe(1);
  });

  it('of a confidential client requires the secret, and is stored without the secret (§2)', async () => {
    const world = testWorld(OFFERED);
    await world.store.put('clients', CONFIDENTIAL);
    const client_id = 'confidential';
    expect((await world.push({ client_id })).status).toBe(401);
    const requestUri = await world.pushed({ client_id, client_secret: 'kept' });
    const record = await world.store.get('pushedRequests', requestUri);
    expect(record?.clientId).toBe(client_id);
    expect(JSON.stringify(record)).not.toContain('kept');
  });

  it('of a client with a metadata document is accepted only if the server can read the document', async () => {
    const world = testWorld({ ...OFFERED, clientIdMetadataDocuments: true });
    world.documents.set(DOCUMENT_URL, () =>
      Response.json({
        client_id: DOCUMENT_URL,
        client_name: 'Field notes',
        application_type: 'native',
        redirect_uris: [REDIRECT_URI],
        grant_types: ['authorization_code'],
      }),
    );
    expect((await world.push({ client_id: DOCUMENT_URL })).status).toBe(201);
    world.documents.clear();
    expect((await world.push({ client_id: 'https://app.example/other.json' })).status).toBe(400);
    expect(reasonIn(world)).toBe('client metadata document unreachable');
  });
});

describe('a pushed request with DPoP (RFC 9449 §10.1)', () => {
  const POLICY: Partial<Policy> = { ...REQUIRED, dpop: 'offered' };

  async function codeFor(world: TestWorld, response: Response): Promise<string> {
    const { request_uri } = await response.json();
    return parametersOf(await world.authorizePushed(request_uri)).code ?? '';
  }

  it.each(['dpop_jkt', 'a proof', 'both'])('binds its code to the key of %s', async (by) => {
    const world = testWorld(POLICY);
    const [client, thief] = [await createDpopClient(world), await createDpopClient(world)];
    const { jkt: dpop_jkt } = client;
    const response =
      by === 'dpop_jkt'
        ? await world.push({ dpop_jkt })
        : await client.push(by === 'both' ? { dpop_jkt } : {});
    expect(response.status).toBe(201);
    const code = await codeFor(world, response);
    expect((await thief.token(world.exchange(code))).status).toBe(400);
    expect(reasonIn(world)).toBe('code bound to another key');
    expect((await client.token(world.exchange(code))).status).toBe(200);
  });

  it('is refused if the proof is not valid', async () => {
    const world = testWorld(POLICY);
    const client = await createDpopClient(world);
    const response = await client.push({}, { claims: { htu: `${world.issuer}/token` } });
    expect(await response.json()).toMatchObject({ error: 'invalid_dpop_proof' });
    expect(reasonIn(world)).toBe('DPoP htu does not match');
  });

  it('gets a response with a nonce that a page of another origin can read', async () => {
    const world = testWorld(POLICY);
    const { headers } = await (await createDpopClient(world)).push();
    expect(headers.get('DPoP-Nonce')).toMatch(/\w/);
    expect(headers.get('Access-Control-Expose-Headers')).toContain('DPoP-Nonce');
  });

  it('is accepted with an invalid proof if DPoP is off', async () => {
    expect((await testWorld(REQUIRED).push({}, { DPoP: 'not a proof' })).status).toBe(201);
  });
});

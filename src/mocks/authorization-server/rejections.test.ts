import { describe, expect, it } from 'vitest';
import type { ProofRejection } from '../dpop/rejections.ts';
import { createDpopClient } from '../testing/dpop-client.ts';
import { type Form, ORIGIN, parametersOf, type TestWorld, testWorld } from '../testing/world.ts';
import { SESSION_HEADER } from './person-session.ts';
import type { Policy } from './policy.ts';
import type { Rejection } from './rejections.ts';
import { publicClient } from './store.ts';

interface Case {
  /** The error code in the response. */
  wire: string;
  /** The settings with which a server can refuse for this reason. */
  policy?: Partial<Policy>;
  status?: number;
  /** Set if the server redirects the browser to the client with the error. */
  redirected?: true;
  provoke(world: TestWorld): Promise<Response>;
}

type Changes = Record<string, string | undefined>;
/** Runs before the refused request, with the token, code or reference that the request presents. */
type After<Value = string | undefined> = (world: TestWorld, value: Value) => unknown;

/** A refused refresh. `after` runs after the sign-in. */
const atRefresh = (wire: string, changes?: Changes, after?: After): Case => ({
  wire,
  async provoke(world) {
    const { refresh_token } = await world.signIn();
    await after?.(world, refresh_token);
    return world.refresh(refresh_token, changes);
  },
});

/** Registers a second public client with one grant type. */
const registerOther = ({ store }: TestWorld, grantType = 'authorization_code'): Promise<void> =>
  store.put('clients', publicClient('other', 'Other', `${ORIGIN}/other`, { grantTypes: [grantType] }));

const DPOP: Partial<Policy> = { dpop: 'offered' };

type DpopClient = Awaited<ReturnType<typeof createDpopClient>>;
/** The refused request of one of two clients with different keys. */
const withTwoKeys = (
  wire: string,
  send: (world: TestWorld, one: DpopClient, other: DpopClient) => Promise<Response>,
): Case => ({
  wire,
  policy: DPOP,
  provoke: async (world) => send(world, await createDpopClient(world), await createDpopClient(world)),
});
const PUSHED: Partial<Policy> = { pushedAuthorizationRequests: 'offered' };

/** A refused authorization request that was pushed. `after` runs between the two requests. */
const withPushed = (after: After<string>, changes?: Changes): Case => ({
  wire: 'invalid_request_uri',
  policy: PUSHED,
  async provoke(world) {
    const requestUri = await world.pushed();
    await after(world, requestUri);
    return world.authorizePushed(requestUri, changes);
  },
});

/** A refused authorization request. The server redirects the browser to the client with the error. */
const toldToClient = (wire: string, changes?: Form): Case => ({
  wire,
  redirected: true,
  provoke: (world) => world.authorize(changes),
});

/** A refused authorization request. The server does not redirect. */
const shownToPerson = (wire: string, changes?: Form, status = 400): Case => ({
  wire,
  status,
  provoke: (world) => world.authorize(changes),
});

/** A refused token request for a code. `after` runs before this request. */
const atExchange = (wire: string, changes?: Changes, after?: After<string>): Case => ({
  wire,
  async provoke(world) {
    const code = await world.code();
    await after?.(world, code);
    return world.token(world.exchange(code, changes));
  },
});

const BASIC = { Authorization: `Basic ${btoa('this-app:a')}` };
const ofOther = (world: TestWorld) => registerOther(world);
const REGISTRATION = { registrationOffered: true };
const atRegistration = (wire: string, changes: Record<string, unknown>): Case => ({
  wire,
  policy: REGISTRATION,
  provoke: (world) => world.register(changes),
});

const DOCUMENT_URL = 'https://app.example/client-metadata.json';

/** The refused authorization request of a client with a metadata document. */
const byDocument = (document?: () => Response, client_id = DOCUMENT_URL): Case => ({
  wire: 'invalid_client',
  policy: { clientIdMetadataDocuments: true },
  provoke(world) {
    if (document) world.documents.set(DOCUMENT_URL, document);
    return world.authorize({ client_id });
  },
});

/** A refused request with `prompt=none`. */
const withoutPrompt = (wire: string, session?: (world: TestWorld) => Promise<string>): Case => ({
  wire,
  redirected: true,
  provoke: async (world) =>
    world.openPage({ prompt: 'none' }, session && { [SESSION_HEADER]: await session(world) }),
});

/** Every reason, except those for DPoP proofs, which have a table in `src/mocks/dpop`. */
type Reason = Exclude<Rejection['reason'], ProofRejection>;

// The keys are the reasons, so that the compiler requires a case for every reason.
const CASES: Record<Reason, Case> = {
  'duplicate parameter': {
    wire: 'invalid_request',
    provoke: ({ send }) => send('/token', { method: 'POST', body: new URLSearchParams('code=a&code=b') }),
  },
  'unknown client': shownToPerson('invalid_client', { client_id: 'unknown' }),
  'missing redirect_uri': shownToPerson('invalid_request', { redirect_uri: undefined }),
  'unregistered redirect_uri': shownToPerson('invalid_request', { redirect_uri: `${ORIGIN}/callback/` }),
  'parameter not supported': toldToClient('request_uri_not_supported', { request_uri: `${ORIGIN}/r.jwt` }),
  'unknown request_uri': withPushed(() => {}, { request_uri: 'urn:ietf:params:oauth:request_uri:guessed' }),
  'expired request_uri': withPushed((world) => world.advanceClock(60_000)),
  'request_uri of another client': withPushed(ofOther, { client_id: 'other' }),
  'request_uri used before': withPushed((world, requestUri) => world.authorizePushed(requestUri)),
  'request not pushed': {
    ...toldToClient('invalid_request'),
    policy: { pushedAuthorizationRequests: 'required' },
  },
  'request_uri in a pushed request': {
    wire: 'invalid_request',
    policy: PUSHED,
    provoke: async (world) => world.push({ request_uri: await world.pushed() }),
  },
  'dpop_jkt of another key': {
    ...withTwoKeys('invalid_request', async (_world, client, other) => client.push({ dpop_jkt: other.jkt })),
    policy: { ...PUSHED, ...DPOP },
  },
  'missing response_type': toldToClient('invalid_request', { response_type: undefined }),
  'unsupported response_type': toldToClient('unsupported_response_type', { response_type: 'token' }),
  'unsupported response_mode': toldToClient('invalid_request', { response_mode: 'fragment' }),
  'missing code_challenge': toldToClient('invalid_request', {
    code_challenge: undefined,
    code_challenge_method: undefined,
  }),
  'malformed code_challenge': toldToClient('invalid_request', { code_challenge: 'short' }),
  // An omitted method means plain (RFC 7636 §4.3).
  'unsupported code_challenge_method': toldToClient('invalid_request', { code_challenge_method: undefined }),
  'unknown resource': toldToClient('invalid_target', { resource: `${ORIGIN}/other` }),
  'no known scope': toldToClient('invalid_scope', { scope: 'root' }),
  'malformed dpop_jkt': { ...toldToClient('invalid_request', { dpop_jkt: 'short' }), policy: DPOP },
  'code bound to another key': withTwoKeys('invalid_grant', async (world, { jkt }, thief) =>
    thief.token(world.exchange(await world.code({ dpop_jkt: jkt }))),
  ),
  'refresh token bound to another key': withTwoKeys('invalid_grant', async (_world, client, thief) =>
    thief.refresh((await client.signIn()).refresh_token),
  ),
  'unsupported prompt': toldToClient('invalid_request', { prompt: 'create' }),
  'malformed max_age': toldToClient('invalid_request', { max_age: '-1' }),
  'id_token_hint not issued here': toldToClient('invalid_request', { id_token_hint: 'a.b.c' }),
  'login required': withoutPrompt('login_required'),
  'consent required': withoutPrompt('consent_required', (world) => world.session()),
  'denied by the person': toldToClient('access_denied', { decision: 'deny' }),
  'wrong password': shownToPerson('wrong_credentials', { password: 'difference engine' }, 403),
  'named person not signed in': shownToPerson('login_required', { username: undefined, person: 'ada' }, 403),
  'no decision': shownToPerson('invalid_request', { granted_scope: undefined }),
  'method not allowed': { wire: 'invalid_request', status: 405, provoke: ({ send }) => send('/token') },
  'not a form': {
    wire: 'invalid_request',
    provoke: (world) => world.post('/token', {}, { 'Content-Type': 'application/json' }),
  },
  'client authentication failed': { ...atExchange('invalid_client', { client_id: 'unknown' }), status: 401 },
  'several client authentications': {
    wire: 'invalid_request',
    provoke: (world) => world.post('/token', { client_secret: 'a' }, BASIC),
  },
  'client_id differs from the authentication': {
    wire: 'invalid_request',
    provoke: (world) => world.post('/token', { client_id: 'other' }, BASIC),
  },
  'missing parameter': atExchange('invalid_request', { code: undefined }),
  'unsupported grant_type': atExchange('unsupported_grant_type', { grant_type: 'password' }),
  'grant_type not registered': {
    wire: 'unauthorized_client',
    async provoke(world) {
      await registerOther(world);
      return world.token({ grant_type: 'refresh_token', refresh_token: 'x', client_id: 'other' });
    },
  },
  'unknown code': atExchange('invalid_grant', { code: 'guessed' }),
  'expired code': atExchange('invalid_grant', {}, (world) => world.advanceClock(60_000)),
  'code of another client': atExchange('invalid_grant', { client_id: 'other' }, ofOther),
  'redirect_uri changed': atExchange('invalid_grant', { redirect_uri: undefined }),
  'missing code_verifier': atExchange('invalid_request', { code_verifier: undefined }),
  'malformed code_verifier': atExchange('invalid_request', { code_verifier: 'short' }),
  'code_verifier does not match': atExchange('invalid_grant', { code_verifier: 'a'.repeat(43) }),
  // This server requires PKCE, so the test itself removes the challenge of the code.
  'code_verifier without challenge': atExchange('invalid_grant', {}, async ({ store }, code) => {
    const record = await store.get('codes', code);
    const absent = { codeChallenge: undefined, codeChallengeMethod: undefined };
    if (record) await store.put('codes', { ...record, ...absent });
  }),
  'resource not granted': atExchange('invalid_target', { resource: `${ORIGIN}/other` }),
  'code used before': atExchange('invalid_grant', {}, (world, code) => world.token(world.exchange(code))),
  'unknown refresh token': atRefresh('invalid_grant', { refresh_token: 'guessed' }),
  'refresh token of another client': atRefresh('invalid_grant', { client_id: 'other' }, (world) =>
    registerOther(world, 'refresh_token'),
  ),
  'refresh token used before': atRefresh('invalid_grant', {}, (world, token) => world.refresh(token)),
  'refresh token expired': atRefresh('invalid_grant', {}, (world) => world.advanceClock(8 * 3600_000)),
  'grant revoked': atRefresh('invalid_grant', {}, (world, token) =>
    world.post('/revoke', { token, client_id: 'this-app' }),
  ),
  'scope not granted': atRefresh('invalid_scope', { scope: 'notes:read notes:write' }),
  'token of another client': {
    wire: 'invalid_grant',
    async provoke(world) {
      await registerOther(world);
      return world.post('/revoke', { token: (await world.signIn()).refresh_token, client_id: 'other' });
    },
  },
  'unregistered post_logout_redirect_uri': {
    wire: 'invalid_request',
    provoke: (world) => world.post('/end-session', { post_logout_redirect_uri: 'https://evil.example/' }),
  },
  'not JSON': {
    wire: 'invalid_client_metadata',
    policy: REGISTRATION,
    provoke: (world) => world.post('/register', { redirect_uris: `${ORIGIN}/callback` }),
  },
  'missing redirect_uris': atRegistration('invalid_redirect_uri', { redirect_uris: [] }),
  'redirect_uri not allowed': atRegistration('invalid_redirect_uri', {
    redirect_uris: ['http://a.example/'],
  }),
  'client metadata not supported': atRegistration('invalid_client_metadata', { grant_types: ['implicit'] }),
  'client metadata address refused': byDocument(undefined, 'https://169.254.169.254/latest'),
  'client metadata document unreachable': byDocument(),
  'client metadata document redirects': byDocument(() => Response.redirect('https://localhost/admin')),
  'client metadata document too large': byDocument(() => new Response(' '.repeat(5 * 1024 + 1))),
  'client metadata document not accepted': byDocument(() =>
    Response.json({ client_id: 'https://other.example/client', redirect_uris: [`${ORIGIN}/callback`] }),
  ),
};

const SENTENCE = expect.stringMatching(/^[A-Z].+\.$/);

async function descriptionOf(reason: Reason): Promise<string> {
  const response = await CASES[reason].provoke(testWorld(CASES[reason].policy));
  const { error_description } = response.headers.has('Location')
    ? parametersOf(response)
    : await response.json();
  return error_description;
}

describe('every refusal', () => {
  it.each(Object.entries(CASES))('gives its precise reason only to the log: %s', async (reason, expected) => {
    const world = testWorld(expected.policy);
    const response = await expected.provoke(world);
    expect(world.observations.at(-1)).toMatchObject({ kind: 'refused', rejection: { reason } });
    expect((await world.auditLog.entries()).at(-1)).toMatchObject({
      by: 'authorization server',
      event: expect.stringMatching(/^refused at (authorize|par|token|revoke|register|end-session)$/),
      detail: reason,
    });
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    if (expected.redirected) {
      expect(response.status).toBe(303);
      const told = new URL(response.headers.get('Location') ?? '');
      expect(told.origin + told.pathname).toBe(`${ORIGIN}/callback`);
      const common = { error_description: SENTENCE, state: 'state-1', iss: world.issuer };
      expect(Object.fromEntries(told.searchParams)).toMatchObject({ error: expected.wire, ...common });
    } else {
      expect(response.status).toBe(expected.status ?? 400);
      expect(response.headers.has('Location')).toBe(false);
      expect(await response.json()).toMatchObject({ error: expected.wire, error_description: SENTENCE });
    }
  });

  it('names the parameter that is wrong, unless the name would help an attacker', async () => {
    const reasons = Object.keys(CASES) as Reason[];
    const about = reasons.filter((reason) => /_/.test(reason) && CASES[reason].wire !== 'invalid_grant');
    for (const reason of about) {
      const [parameter = ''] = /\w+_\w+/.exec(reason) ?? [];
      // At the registration endpoint, the parameter is `redirect_uris`.
      const named = parameter === 'redirect_uri' ? 'redirect.uri' : parameter.replace('_type', '[ _]type');
      expect(await descriptionOf(reason), reason).toMatch(new RegExp(`\\b${named}\\b`, 'i'));
    }
  });

  it('has different descriptions for a missing challenge, a malformed challenge and an unknown method', async () => {
    const missing = await descriptionOf('missing code_challenge');
    const malformed = await descriptionOf('malformed code_challenge');
    const unsupported = await descriptionOf('unsupported code_challenge_method');
    expect(new Set([missing, malformed, unsupported]).size).toBe(3);
  });

  it('of a code has the same body, whatever the reason, so that an attacker learns nothing', async () => {
    const bodies = new Set<string>();
    for (const reason of [
      'unknown code',
      'expired code',
      'code_verifier does not match',
      'code used before',
    ] as const)
      bodies.add(await (await CASES[reason].provoke(testWorld())).text());
    expect([...bodies]).toEqual([expect.stringContaining('The code is invalid')]);
  });
});

describe('the token endpoint', () => {
  it('does not consume a code if it refuses the verifier or the resource', async () => {
    const world = testWorld();
    const code = await world.code();
    await world.token(world.exchange(code, { code_verifier: 'a'.repeat(43) }));
    await world.token(world.exchange(code, { resource: `${ORIGIN}/other` }));
    expect((await world.token(world.exchange(code))).status).toBe(200);
  });

  it('revokes no token if the second exchange of a code has a wrong verifier', async () => {
    const world = testWorld();
    const code = await world.code();
    const { access_token } = await (await world.token(world.exchange(code))).json();
    await world.token(world.exchange(code, { code_verifier: 'a'.repeat(43) }));
    expect((await world.callMcp(access_token)).status).toBe(200);
  });

  it('accepts a code from only one of many concurrent requests', async () => {
    const world = testWorld();
    const code = await world.code();
    const responses = await Promise.all(Array.from({ length: 10 }, () => world.token(world.exchange(code))));
    expect(responses.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('does not extend a grant when it rotates the refresh token (RFC 10017)', async () => {
    const world = testWorld();
    let { refresh_token } = await world.signIn();
    for (let hour = 1; hour < 8; hour += 1) {
      world.advanceClock(3600_000);
      const response = await world.refresh(refresh_token);
      expect(response.status).toBe(200);
      ({ refresh_token } = await response.json());
    }
    world.advanceClock(3600_000);
    expect((await world.refresh(refresh_token)).status).toBe(400);
  });

  it('grants only what the person permitted: no ID token without openid, no refresh token without offline_access', async () => {
    const response = await testWorld().signIn({ granted_scope: 'notes:read' });
    expect(response).toMatchObject({ scope: 'notes:read' });
    expect([response.refresh_token, response.id_token]).toEqual([undefined, undefined]);
  });
});

describe('the revocation endpoint (RFC 7009)', () => {
  it('ends the grant of a refresh token, and the grant of an access token', async () => {
    for (const kind of ['refresh_token', 'access_token'] as const) {
      const world = testWorld();
      const tokens = await world.signIn();
      expect((await world.post('/revoke', { token: tokens[kind], client_id: 'this-app' })).status).toBe(200);
      expect((await world.callMcp(tokens.access_token)).status).toBe(401);
    }
  });

  it('responds with 200 to an unknown token, and refuses a token of another client (§2.1)', async () => {
    const world = testWorld();
    await registerOther(world);
    const { refresh_token, access_token } = await world.signIn();
    expect((await world.post('/revoke', { token: 'x', client_id: 'this-app' })).status).toBe(200);
    for (const token of [refresh_token, access_token]) {
      expect((await world.post('/revoke', { token, client_id: 'other' })).status).toBe(400);
    }
    expect((await world.callMcp(access_token)).status).toBe(200);
  });
});

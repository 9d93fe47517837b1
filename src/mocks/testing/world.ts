import { createHash, randomBytes } from 'node:crypto';
import { type AuditLog, createMemoryAuditLog } from '../audit-log.ts';
import type { Observation } from '../authorization-server/context.ts';
import { SESSION_HEADER } from '../authorization-server/person-session.ts';
import type { Policy } from '../authorization-server/policy.ts';
import {
  type AuthorizationServerStore,
  createMemoryStore,
  type RegisteredClient,
} from '../authorization-server/store.ts';
import { createMemoryNotes, type Notes } from '../resource-server/notes.ts';
import { createOfflineWorld, type OfflineWorld, type OfflineWorldOptions } from '../world.ts';

export const ORIGIN = 'http://localhost:5173';
export const REDIRECT_URI = `${ORIGIN}/callback`;

/** A client with a secret, which a test can put into the store. */
export const CONFIDENTIAL: RegisteredClient = {
  clientId: 'confidential',
  clientName: 'Confidential',
  redirectUris: [REDIRECT_URI],
  postLogoutRedirectUris: [],
  grantTypes: ['authorization_code', 'refresh_token'],
  tokenEndpointAuthMethod: 'client_secret_post',
  clientSecret: 'kept',
};

export const MALLORY = { username: 'mallory', password: 'eavesdropping' };

export type Form = Record<string, string | undefined>;

export interface TokenResponse {
  access_token: string;
  refresh_token?: string;
  id_token?: string;
  expires_in: number;
  scope: string;
}

/** The offline world, and a client for tests, written from the RFCs; it shares no code with `src/oauth`. */
export interface TestWorld extends OfflineWorld {
  /** The documents on other machines, by address. Any other address is unreachable. */
  documents: Map<string, () => Response>;
  /** Registers a client with a request that is valid except for the changes. */
  register(changes?: Record<string, unknown>): Promise<Response>;
  store: AuthorizationServerStore;
  auditLog: AuditLog;
  notes: Notes;
  observations: Observation[];
  now(): number;
  advanceClock(ms: number): void;
  codeVerifier: string;
  /** The parameters of a valid authorization request, with the given changes. */
  request(changes?: Form): Form;
  /** The parameters of {@link request}, and the person's approval, which the page of the server adds. */
  approval(changes?: Form): Form;
  authorize(changes?: Form): Promise<Response>;
  /** Signs a person in with {@link approval}. @returns the session that the page of the server stores. */
  session(changes?: Form): Promise<string>;
  /** Opens the page of the server with {@link request}, as a browser does. */
  openPage(changes?: Form, headers?: Record<string, string>): Promise<Response>;
  /** Pushes {@link request} (RFC 9126 §2.1). */
  push(changes?: Form, headers?: Record<string, string>): Promise<Response>;
  /** Pushes {@link request}, and returns the reference to it. */
  pushed(changes?: Form): Promise<string>;
  /** Sends the decision of the person about a pushed request. */
  authorizePushed(requestUri: string, changes?: Form): Promise<Response>;
  /** Sends {@link approval}, and returns the code. */
  code(changes?: Form): Promise<string>;
  token(form: Form): Promise<Response>;
  /** The parameters of a valid token request for a code. */
  exchange(code: string, changes?: Form): Form;
  refresh(refreshToken: string | undefined, changes?: Form): Promise<Response>;
  signIn(changes?: Form): Promise<TokenResponse>;
  post(path: string, form: Form, headers?: Record<string, string>): Promise<Response>;
  /** Sends any request to the authorization server, at a path below its issuer. */
  send(path: string, init?: RequestInit): Promise<Response>;
  metadata(): Promise<Record<string, unknown>>;
  callMcp(token: string | undefined, message?: object): Promise<Response>;
}

export function testWorld(
  policy: Partial<Policy> = {},
  elsewhere: Pick<OfflineWorldOptions, 'issuer' | 'resource' | 'fetchDocument' | 'askAboutTokens'> = {},
): TestWorld {
  let nowMs = Date.now();
  const store = createMemoryStore();
  const auditLog = createMemoryAuditLog();
  const notes = createMemoryNotes();
  const observations: Observation[] = [];
  const documents: TestWorld['documents'] = new Map();
  const world = createOfflineWorld({
    appUrl: ORIGIN,
    store,
    auditLog,
    notes,
    now: () => nowMs,
    random: (octets) => crypto.getRandomValues(new Uint8Array(octets)),
    observe: (observation) => observations.push(observation),
    policy,
    async fetchDocument(url) {
      const respond = documents.get(url);
      if (!respond) throw new TypeError('fetch failed');
      return respond();
    },
    ...elsewhere,
  });
  const codeVerifier = randomBytes(32).toString('base64url');
  const { authorizationServer, resourceServer, issuer, resource } = world;

  const test: TestWorld = {
    ...world,
    store,
    auditLog,
    notes,
    observations,
    documents,
    codeVerifier,
    now: () => nowMs,
    advanceClock(ms) {
      nowMs += ms;
    },
    send: (path, init) => authorizationServer.fetch(new Request(issuer + path, init)),
    post: (path, form, headers = {}) =>
      test.send(path, { method: 'POST', body: new URLSearchParams(present(form)), headers }),
    async metadata() {
      const location = issuer.replace(ORIGIN, `${ORIGIN}/.well-known/oauth-authorization-server`);
      return (await authorizationServer.fetch(new Request(location))).json();
    },
    register: (changes) =>
      test.send('/register', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({
          client_name: 'Field notes',
          application_type: 'native',
          redirect_uris: [REDIRECT_URI],
          grant_types: ['authorization_code', 'refresh_token'],
          token_endpoint_auth_method: 'none',
          ...changes,
        }),
      }),
    request: (changes) => ({
      response_type: 'code',
      client_id: 'this-app',
      redirect_uri: REDIRECT_URI,
      resource,
      scope: 'openid profile offline_access notes:read',
      state: 'state-1',
      nonce: 'nonce-1',
      code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...changes,
    }),
    approval: (changes) => ({
      ...test.request(),
      decision: 'approve',
      granted_scope: 'openid profile offline_access notes:read',
      username: 'ada',
      password: 'analytical engine',
      ...changes,
    }),
    authorize: (changes) => test.post('/authorize', test.approval(changes)),
    session: async (changes) => (await test.authorize(changes)).headers.get(SESSION_HEADER) ?? '',
    openPage: (changes, headers = {}) =>
      test.send(`/authorize?${new URLSearchParams(present(test.request(changes)))}`, { headers }),
    push: (changes, headers) => test.post('/par', test.request(changes), headers),
    pushed: async (changes) => (await (await test.push(changes)).json()).request_uri,
    authorizePushed(request_uri, changes) {
      const { client_id, decision, granted_scope, username, password } = test.approval();
      const form = { client_id, request_uri, decision, granted_scope, username, password };
      return test.post('/authorize', { ...form, ...changes });
    },
    code: async (changes) => parametersOf(await test.authorize(changes)).code ?? '',
    exchange: (code, changes) => ({
      grant_type: 'authorization_code',
      code,
      code_verifier: codeVerifier,
      client_id: 'this-app',
      redirect_uri: REDIRECT_URI,
      resource,
      ...changes,
    }),
    token: (form) => test.post('/token', form),
    refresh: (refresh_token, changes) =>
      test.token({ grant_type: 'refresh_token', refresh_token, client_id: 'this-app', ...changes }),
    async signIn(changes) {
      return (await test.token(test.exchange(await test.code(changes)))).json();
    },
    callMcp: (token, message = { jsonrpc: '2.0', id: 1, method: 'tools/list' }) =>
      resourceServer.fetch(
        new Request(resource, {
          method: 'POST',
          headers: {
            'Content-Type': 'application/json',
            Accept: 'application/json, text/event-stream',
            ...(token !== undefined && { Authorization: `Bearer ${token}` }),
          },
          body: JSON.stringify(message),
        }),
      ),
  };
  return test;
}

/** The parameters in the address of a redirect; empty without a redirect. */
export const parametersOf = (redirect: Response): Record<string, string> =>
  Object.fromEntries(new URL(redirect.headers.get('Location') ?? 'about:blank').searchParams);

function present(form: Form): Record<string, string> {
  const entries = Object.entries(form).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return Object.fromEntries(entries);
}

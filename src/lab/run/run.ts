import type { Client } from '@modelcontextprotocol/client';
import { connectMcpClient } from '../../mcp/client.ts';
import { createMemoryAuditLog } from '../../mocks/audit-log.ts';
import type { Observation, ProtectedResource } from '../../mocks/authorization-server/context.ts';
import { SAMPLE_PEOPLE } from '../../mocks/authorization-server/people.ts';
import type { Policy } from '../../mocks/authorization-server/policy.ts';
import { createMemoryStore, type RegisteredClient } from '../../mocks/authorization-server/store.ts';
import { createMemoryNotes } from '../../mocks/resource-server/notes.ts';
import { createOfflineWorld } from '../../mocks/world.ts';
import { createSession, type Platform, type Session, type SessionSettings } from '../../oauth/index.ts';
import type { Gate } from '../debugger/gate.ts';
import type { Actor, WireMessage } from '../wire/exchange.ts';
import { type Network, recordNetwork } from '../wire/recorder.ts';
import type { WireLog } from '../wire/wire-log.ts';
import { createTabStorage, type TabStorage } from './tab-storage.ts';
import { type PersonAtBrowser, signInAtServer } from './user-agent.ts';

export interface RunOptions {
  origin: string;
  log: WireLog;
  gate: Gate;
  /** What differs from the safe policy of the authorization server. */
  policy?: Partial<Policy>;
  person?: PersonAtBrowser;
  /** Changes a metadata document on its way to the client. */
  doctor?(url: string, document: Record<string, unknown>): Record<string, unknown>;
}

/** What somebody between client and server does to the front channel, or a careless client to its own request. */
export interface Tampering {
  request?(authorizationRequest: URL): void;
  answer?(callbackUrl: URL): void;
}

/** One run of the flow: servers, clock and storage of its own, the client that signs people in everywhere. */
export interface Run {
  issuer: string;
  resource: string;
  storage: TabStorage;
  /** The session of the page as it stands now. */
  session(): Session | undefined;
  /** Signs in through the front channel and comes back with a session. @throws OAuthError as the client does. */
  signIn(tampering?: Tampering): Promise<void>;
  /** Starts a sign-in and goes as far as the answer; the code is not exchanged. @returns the callback URL. */
  obtainAnswer(tampering?: Tampering): Promise<string>;
  /** Calls a tool with the session's token. */
  callTool(name: string, input?: Record<string, unknown>): Promise<void>;
  /** Sends a message of the learner's own making, as the client or as somebody who should not. */
  send(message: WireMessage, as?: 'client' | 'attacker'): Promise<void>;
  /** Moves the clock that client and servers share. */
  pass(ms: number): void;
}

/** Puts a run together. Nothing of it leaves the tab, and nothing of the tab's own session is touched. */
export function createRun({ origin, log, gate, policy = {}, person = ADA, doctor }: RunOptions): Run {
  let aheadMs = 0;
  const now = () => Date.now() + aheadMs;
  const observations: Observation[] = [];
  const world = createOfflineWorld({
    origin,
    store: createMemoryStore(),
    auditLog: createMemoryAuditLog(),
    notes: createMemoryNotes(),
    now,
    random: (octets) => crypto.getRandomValues(new Uint8Array(octets)),
    policy,
    otherClients: [otherApp(origin)],
    otherResources: [otherServer(origin)],
    observe: (observation) => observations.push(observation),
  });
  const { issuer, resource, authorizationServer, resourceServer } = world;
  const serverOf = (url: string): Actor =>
    new URL(url).pathname.match(/^\/(mcp|\.well-known\/oauth-protected-resource)/)
      ? 'MCP server'
      : 'authorization server';
  const network: Network = async (url, init) => {
    const { redirect: _, credentials: __, cache: ___, ...request } = init;
    const server = serverOf(url) === 'MCP server' ? resourceServer : authorizationServer;
    const response = await server.fetch(new Request(url, request));
    if (!doctor || !response.ok || !url.includes('/.well-known/')) return response;
    return Response.json(doctor(url, await response.json()));
  };
  const recorder = { log, gate, now, takeServerView: () => observations.splice(0) };
  const clientNetwork = recordNetwork(network, recorder, { from: 'client', to: serverOf, channel: 'back' });
  const browserNetwork = recordNetwork(network, recorder, {
    from: 'browser',
    to: serverOf,
    channel: 'front',
  });
  const attackerNetwork = recordNetwork(network, recorder, {
    from: 'attacker',
    to: serverOf,
    channel: 'back',
  });
  const storage = createTabStorage();
  const settings: SessionSettings = {
    serverUrl: resource,
    clientId: 'pkce-lab',
    redirectUri: `${origin}/callback`,
    scopes: ['openid', 'profile'],
  };
  let session: Session | undefined;
  let mcp: Promise<Client> | undefined;

  /** A document of the app at an address: a fresh one after every redirect, with the tab's storage. */
  function openDocument(address: string, navigate: (url: string) => void): Session {
    let href = address;
    const platform: Platform = {
      href: () => href,
      framed: false,
      fetch: clientNetwork,
      navigate,
      replaceUrl: (url) => {
        href = new URL(url, href).href;
      },
      storage: { tab: storage, shared: createTabStorage() },
      now,
      online: () => true,
      schedule(callback, delayMs) {
        const timer = setTimeout(callback, delayMs);
        return () => clearTimeout(timer);
      },
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
      broadcast: { postMessage() {}, onmessage: null },
    };
    return createSession(settings, platform);
  }

  /** A navigation: noted, held at the gate, and gone. */
  async function cross(from: Actor, to: Actor, url: string): Promise<string> {
    const request: WireMessage = { method: 'GET', url, headers: {}, body: '' };
    const id = log.open({
      atMs: now(),
      from,
      to,
      channel: 'front',
      request,
      outcome: { kind: 'waiting' },
      serverView: [],
    });
    const passed = await gate.pass(id, request);
    if (passed === 'dropped') {
      log.update(id, { outcome: { kind: 'dropped' } });
      throw new TypeError('The navigation was dropped on its way.');
    }
    log.update(id, { request: passed, outcome: { kind: 'left' } });
    return passed.url;
  }

  async function obtainAnswer(tampering: Tampering = {}): Promise<string> {
    const left: string[] = [];
    const leaving = openDocument(`${origin}/tools`, (url) => left.push(url));
    await leaving.signIn('/tools');
    const [authorizationUrl] = left;
    const state = leaving.getSnapshot();
    if (authorizationUrl === undefined) {
      throw state.status === 'failed' ? state.error : new Error('The client left for nowhere.');
    }
    const request = new URL(authorizationUrl);
    tampering.request?.(request);
    const opened = await cross('client', 'browser', request.href);
    const answer = new URL(await signInAtServer(browserNetwork, opened, person));
    tampering.answer?.(answer);
    return cross('browser', 'client', answer.href);
  }

  return {
    issuer,
    resource,
    storage,
    session: () => session,
    obtainAnswer,
    async signIn(tampering) {
      const callbackUrl = await obtainAnswer(tampering);
      session = openDocument(callbackUrl, () => {});
      mcp = undefined;
      await session.completeSignIn();
    },
    async callTool(name, input = {}) {
      if (!session) throw new Error('Nobody is signed in.');
      mcp ??= connectMcpClient(session, resource, (url, init) => clientNetwork(String(url), init ?? {}));
      await (await mcp).callTool({ name, arguments: input });
    },
    async send({ method, url, headers, body }, as = 'client') {
      const sender = as === 'client' ? clientNetwork : attackerNetwork;
      await sender(url, { method, headers: { ...headers }, ...(method === 'POST' && { body }) });
    },
    pass(ms) {
      aheadMs += ms;
    },
  };
}

/** Another public client of the same server: an honest one, but not the one that started. */
function otherApp(origin: string): RegisteredClient {
  return {
    clientId: 'other-app',
    clientName: 'Other App',
    redirectUris: [`${origin}/callback`],
    postLogoutRedirectUris: [],
    grantTypes: ['authorization_code'],
    tokenEndpointAuthMethod: 'none',
  };
}

/** Another MCP server that trusts the same authorization server. */
export const otherServerUrl = (origin: string): string => `${origin}/other-mcp`;

function otherServer(origin: string): ProtectedResource {
  return {
    identifier: otherServerUrl(origin),
    name: 'Another server',
    scopes: [{ name: 'notes:read', description: 'Read your notes' }],
  };
}

const [FIRST_PERSON] = SAMPLE_PEOPLE;
const ADA: PersonAtBrowser = {
  username: FIRST_PERSON?.username ?? '',
  password: FIRST_PERSON?.password ?? '',
};

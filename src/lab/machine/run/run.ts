import type { Client } from '@modelcontextprotocol/client';
import { connectMcpClient } from '../../../mcp/client.ts';
import { createSession, type Session } from '../../../oauth/index.ts';
import type { Actor, WireMessage } from '../wire/exchange.ts';
import type { Network } from '../wire/recorder.ts';
import type { WireLog } from '../wire/wire-log.ts';
import { type ClientMemory, watchMemory } from './client-memory.ts';
import { createServers, type Servers, type ServersOptions } from './servers.ts';
import { createTabPlatform } from './tab-platform.ts';
import { createTabStorage, type TabStorage } from './tab-storage.ts';
import { type PersonAtBrowser, personNamed, signInAtServer } from './user-agent.ts';

export interface RunOptions extends ServersOptions {
  person?: PersonAtBrowser | undefined;
  /** The MCP server that the person was told to use, as a path; the honest one when absent. */
  serverUrl?: string | undefined;
}

/** What somebody between client and server does to the front channel, or a careless client to its own request. */
export interface Tampering {
  /** Where the person is to be after signing in, as a link may ask for it. */
  returnTo?: string;
  request?(authorizationRequest: URL): void;
  answer?(callbackUrl: URL): void;
}

/** One run of the flow: servers, clock and storage of its own, the client that signs people in everywhere. */
export interface Run {
  origin: string;
  issuer: string;
  resource: string;
  /** The `sessionStorage` of this tab. */
  storage: TabStorage;
  /** The `localStorage` that all tabs of this origin share. */
  shared: TabStorage;
  /** What the page holds and no storage does. */
  memory: ClientMemory;
  /** What the authorization server keeps, and shows to nobody. */
  tables: Servers['tables'];
  /** The line to the servers, as the client of this run uses it. */
  network: Network;
  /** The line as any actor uses it. */
  lineOf: Servers['lineOf'];
  log: WireLog;
  /** The session of the page as it stands now. */
  session(): Session | undefined;
  /** Signs in through the front channel and comes back with a session. @throws OAuthError as the client does. */
  signIn(tampering?: Tampering): Promise<void>;
  /** Starts a sign-in and goes as far as the answer; the code is not exchanged. @returns the callback URL. */
  obtainAnswer(tampering?: Tampering): Promise<string>;
  /** Opens the client at an answer, wherever it came from. @throws OAuthError as the client does. */
  receive(callbackUrl: string): Promise<string>;
  /** Takes the browser to an address: noted in the log, held at the gate. @returns where it went. */
  open(to: Actor, url: string): Promise<string>;
  /** Calls a tool with the session's token, or with another one. */
  callTool(name: string, input?: Record<string, unknown>, token?: string): Promise<void>;
  /** Sends a message of the learner's own making, as the client or as somebody who should not. */
  send(message: WireMessage, as?: 'client' | 'attacker'): Promise<Response>;
  /** Moves the clock that client and servers share. */
  pass(ms: number): void;
  /** The attacker's own browser and client, at the same servers, with an account of the attacker's own. */
  attacker(person?: PersonAtBrowser): Run;
}

/** Puts a run together. Nothing of it leaves the tab, and nothing of the tab's own session is touched. */
export function createRun({ person = personNamed('ada'), serverUrl, ...options }: RunOptions): Run {
  return openTab(createServers(options), { person, serverUrl, client: 'client', browser: 'browser' });
}

interface Tab {
  person: PersonAtBrowser;
  serverUrl?: string | undefined;
  client: Actor;
  browser: Actor;
}

function openTab(servers: Servers, { person, serverUrl, client, browser }: Tab): Run {
  const { origin, issuer, resource, log, gate, now } = servers;
  const connectsTo = serverUrl === undefined ? resource : new URL(serverUrl, origin).href;
  const clientNetwork = servers.lineOf(client, 'back');
  const page = watchMemory(clientNetwork);
  const browserNetwork = servers.lineOf(browser, 'front');
  const attackerNetwork = servers.lineOf('attacker', 'back');
  const storage = createTabStorage();
  const shared = createTabStorage();
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let session: Session | undefined;
  let mcp: Promise<Client> | undefined;

  /** A document of the app at an address: a fresh one after every redirect, with the tab's storage. */
  function openDocument(address: string, navigate: (url: string) => void): Session {
    let href = address;
    page.forget();
    // The document before took its timers along.
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
    const platform = createTabPlatform({
      href: () => href,
      fetch: page.network,
      navigate,
      replaceUrl: (url) => {
        href = new URL(url, href).href;
      },
      storage: { tab: storage, shared },
      now,
      schedule(callback, delayMs) {
        const timer = setTimeout(() => {
          timers.delete(timer);
          callback();
        }, delayMs);
        timers.add(timer);
        return () => {
          timers.delete(timer);
          clearTimeout(timer);
        };
      },
    });
    const settings = {
      serverUrl: connectsTo,
      clientId: 'this-app',
      redirectUri: `${origin}/callback`,
      scopes: ['openid', 'profile'],
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
      outcome: { kind: 'held' },
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
    await leaving.signIn(tampering.returnTo ?? '/tools');
    const [authorizationUrl] = left;
    const state = leaving.getSnapshot();
    if (authorizationUrl === undefined) {
      throw state.status === 'failed' ? state.error : new Error('The client left for nowhere.');
    }
    const request = new URL(authorizationUrl);
    tampering.request?.(request);
    const opened = await cross(client, browser, request.href);
    const answer = new URL(await signInAtServer(browserNetwork, opened, person));
    tampering.answer?.(answer);
    const own = answer.origin + answer.pathname === `${origin}/callback`;
    return cross(browser, own ? client : 'attacker', answer.href);
  }

  async function receive(callbackUrl: string): Promise<string> {
    session = openDocument(callbackUrl, () => {});
    mcp = undefined;
    const { returnTo } = await session.completeSignIn();
    return returnTo;
  }

  const fetchAsClient = (url: string | URL, init?: RequestInit) => clientNetwork(String(url), init ?? {});

  return {
    origin,
    issuer,
    resource,
    storage,
    shared,
    memory: page.memory,
    tables: servers.tables,
    network: clientNetwork,
    lineOf: servers.lineOf,
    log,
    session: () => session,
    obtainAnswer,
    receive,
    open: (to, url) => cross(browser, to, url),
    async signIn(tampering) {
      await receive(await obtainAnswer(tampering));
    },
    async callTool(name, input = {}, token) {
      const call = { name, arguments: input };
      if (token !== undefined) {
        const bearer = { accessToken: async () => token, refresh: async () => token };
        await (await connectMcpClient(bearer, resource, fetchAsClient)).callTool(call);
        return;
      }
      if (!session) throw new Error('Nobody is signed in.');
      mcp ??= connectMcpClient(session, connectsTo, fetchAsClient);
      await (await mcp).callTool(call);
    },
    send({ method, url, headers, body }, as = 'client') {
      const sender = as === 'client' ? clientNetwork : attackerNetwork;
      return sender(url, { method, headers: { ...headers }, ...(method === 'POST' && { body }) });
    },
    pass: servers.pass,
    attacker: (person = personNamed('mallory')) =>
      openTab(servers, { person, client: 'attacker', browser: 'attacker' }),
  };
}

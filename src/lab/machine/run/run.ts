import type { Client } from '@modelcontextprotocol/client';
import { connectMcpClient } from '../../../mcp/client.ts';
import { createSession, type Dpop, type Session, type SessionSettings } from '../../../oauth/index.ts';
import type { Actor, WireMessage } from '../wire/exchange.ts';
import type { Network } from '../wire/recorder.ts';
import type { WireLog } from '../wire/wire-log.ts';
import { type ClientMemory, watchMemory } from './client-memory.ts';
import { createServers, type Servers, type ServersOptions } from './servers.ts';
import { createTabPlatform } from './tab-platform.ts';
import { createTabStorage, type TabStorage } from './tab-storage.ts';
import { type PersonAtBrowser, personNamed, signInAtServer } from './user-agent.ts';

export interface RunOptions extends ServersOptions {
  /** How the servers know the client. When absent, the client is registered in advance. */
  identification?: Identification | undefined;
  person?: PersonAtBrowser | undefined;
  /** The MCP server that the person was told to use, as a path; the honest server when absent. */
  serverUrl?: string | undefined;
  /** How the clients bind their tokens to a key (RFC 9449); each browser has its own keys. Default: bearer tokens. */
  dpop?: (() => Dpop) | undefined;
}

/**
 * A client ID from a registration in advance, or the address of a metadata document; otherwise, the client registers.
 */
export type Identification = Pick<SessionSettings, 'clientId' | 'clientMetadataUrl' | 'clientName'>;

/** What an attacker changes on the front channel, or what a careless client changes in its own request. */
export interface Tampering {
  /** The page to which the client returns after the sign-in. A link that opens the client can choose this page. */
  returnTo?: string;
  request?(authorizationRequest: URL): void;
  response?(callbackUrl: URL): void;
}

/** One run of the flow with its own servers, clock and storage. Its client is the client of the app. */
export interface Run {
  origin: string;
  issuer: string;
  resource: string;
  /** The `sessionStorage` of this tab. */
  storage: TabStorage;
  /** The `localStorage` that all tabs of this origin share. */
  shared: TabStorage;
  /** What the page stores only in memory. */
  memory: ClientMemory;
  /** The private tables of the authorization server. */
  tables: Servers['tables'];
  /** The network as the client of this run uses it. */
  network: Network;
  /** The network as any actor uses it. */
  networkFor: Servers['networkFor'];
  log: WireLog;
  /** The clock that client and servers share. */
  now(): number;
  session(): Session | undefined;
  /** Signs in through the front channel, so that the page has a session. @throws OAuthError as the client does. */
  signIn(tampering?: Tampering): Promise<void>;
  /** Starts a sign-in, up to the authorization response; the code is not exchanged. @returns the callback URL. */
  authorize(tampering?: Tampering): Promise<string>;
  /** Opens a callback URL in the client. @returns its `returnTo`. @throws OAuthError as the client does. */
  openCallback(callbackUrl: string): Promise<string>;
  /** Signs in again for more scopes, as the client does after a 403. @throws OAuthError as the client does. */
  stepUp(scopes: readonly string[]): Promise<void>;
  /** Navigates the browser. The navigation is logged, and the gate may hold it. @returns the reached address. */
  open(to: Actor, url: string): Promise<string>;
  /** Calls a tool with the session's token, or with another token. */
  callTool(name: string, input?: Record<string, unknown>, token?: string): Promise<void>;
  /** Sends any message, as the client or as the attacker. */
  send(message: WireMessage, as?: 'client' | 'attacker'): Promise<Response>;
  /** Advances the clock that client and servers share. */
  advanceClock(ms: number): void;
  /** The attacker's own browser and client at the same servers, with the attacker's account. */
  attacker(person?: PersonAtBrowser): Run;
  /** The honest client in the attacker's own browser: its messages are logged as messages of the client. */
  clientOfAttacker(): Run;
  /** The attacker's own client in the person's browser; the person signs in to this client, too. */
  appOfAttacker(): Run;
}

/** Creates a run, which sends nothing out of this tab, and does not touch the tab's own session. */
export function createRun({
  person = personNamed('ada'),
  serverUrl,
  identification,
  dpop,
  ...options
}: RunOptions): Run {
  const servers = createServers(options);
  return openTab(servers, { person, serverUrl, identification, dpop, client: 'client', browser: 'browser' });
}

interface Tab {
  person: PersonAtBrowser;
  serverUrl?: string | undefined;
  identification?: Identification | undefined;
  dpop?: (() => Dpop) | undefined;
  client: Actor;
  browser: Actor;
}

const REGISTERED: Identification = { clientId: 'this-app' };

function openTab(
  servers: Servers,
  { person, serverUrl, identification = REGISTERED, dpop, client, browser }: Tab,
): Run {
  const binding = dpop?.();
  const { origin, issuer, resource, log, gate, now } = servers;
  const connectsTo = serverUrl === undefined ? resource : new URL(serverUrl, origin).href;
  const clientNetwork = servers.networkFor(client, 'back');
  const page = watchMemory(clientNetwork);
  const browserNetwork = servers.networkFor(browser, 'front');
  const attackerNetwork = servers.networkFor('attacker', 'back');
  const storage = createTabStorage();
  const shared = createTabStorage();
  const timers = new Set<ReturnType<typeof setTimeout>>();
  let session: Session | undefined;
  /** The addresses to which the client sent the browser, in order. */
  const left: string[] = [];
  let mcp: Promise<Client> | undefined;

  /** A new document of the app at an address, as after every redirect, with the tab's storage. */
  function openDocument(address: string, navigate: (url: string) => void): Session {
    let href = address;
    page.forget();
    // The timers of the previous document end with that document.
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
      ...identification,
      redirectUri: `${origin}/callback`,
      scopes: ['openid', 'profile'],
      dpop: binding,
    };
    return createSession(settings, platform);
  }

  /** Logs a navigation, lets the gate hold it, and then sends it. */
  async function navigate(from: Actor, to: Actor, url: string): Promise<string> {
    const request: WireMessage = { method: 'GET', url, headers: {}, body: '' };
    const id = log.open({ atMs: now(), from, to, channel: 'front', request, outcome: { kind: 'held' } });
    const passed = await gate.pass(id, request);
    if (passed === 'dropped') {
      log.update(id, { outcome: { kind: 'dropped' } });
      throw new TypeError('The navigation was dropped.');
    }
    log.update(id, { request: passed, outcome: { kind: 'left' } });
    return passed.url;
  }

  async function authorize(tampering: Tampering = {}): Promise<string> {
    left.length = 0;
    const leaving = openDocument(`${origin}/tools`, (url) => left.push(url));
    await leaving.signIn(tampering.returnTo ?? '/tools');
    const [authorizationUrl] = left;
    const state = leaving.getSnapshot();
    if (authorizationUrl === undefined) {
      throw state.status === 'failed' ? state.error : new Error('The client sent the browser nowhere.');
    }
    return outAndBack(authorizationUrl, tampering);
  }

  /** The browser goes to the authorization server, the person signs in, and the browser comes back. */
  async function outAndBack(authorizationUrl: string, tampering: Tampering): Promise<string> {
    const request = new URL(authorizationUrl);
    tampering.request?.(request);
    const opened = await navigate(client, browser, request.href);
    const response = new URL(await signInAtServer(browserNetwork, opened, person));
    tampering.response?.(response);
    const own = response.origin + response.pathname === `${origin}/callback`;
    return navigate(browser, own ? client : 'attacker', response.href);
  }

  async function openCallback(callbackUrl: string): Promise<string> {
    session = openDocument(callbackUrl, (url) => left.push(url));
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
    networkFor: servers.networkFor,
    log,
    now,
    session: () => session,
    authorize,
    openCallback,
    open: (to, url) => navigate(browser, to, url),
    async signIn(tampering) {
      await openCallback(await authorize(tampering));
    },
    async stepUp(scopes) {
      if (!session) throw new Error('The session is not signed in.');
      left.length = 0;
      await session.stepUp(scopes, '/tools');
      const [authorizationUrl] = left;
      if (authorizationUrl === undefined) throw new Error('The client sent the browser nowhere.');
      await openCallback(await outAndBack(authorizationUrl, {}));
    },
    async callTool(name, input = {}, token) {
      const call = { name, arguments: input };
      if (token !== undefined) {
        const bearer = { accessToken: async () => token, refresh: async () => token };
        await (await connectMcpClient(bearer, resource, fetchAsClient)).callTool(call);
        return;
      }
      if (!session) throw new Error('The session is not signed in.');
      mcp ??= connectMcpClient(session, connectsTo, fetchAsClient);
      await (await mcp).callTool(call);
    },
    send({ method, url, headers, body }, as = 'client') {
      const sender = as === 'client' ? clientNetwork : attackerNetwork;
      return sender(url, { method, headers: { ...headers }, ...(method === 'POST' && { body }) });
    },
    advanceClock: servers.advanceClock,
    attacker: (person = personNamed('mallory')) =>
      openTab(servers, { person, dpop, client: 'attacker', browser: 'attacker' }),
    clientOfAttacker: () =>
      openTab(servers, { person: personNamed('mallory'), dpop, client: 'client', browser: 'attacker' }),
    appOfAttacker: () => openTab(servers, { person, dpop, client: 'attacker', browser: 'browser' }),
  };
}

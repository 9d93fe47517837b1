import type { AuditLog } from '../../../mocks/audit-log.ts';
import { createMemoryAuditLog } from '../../../mocks/audit-log.ts';
import type { ProtectedResource } from '../../../mocks/authorization-server/context.ts';
import type { Policy } from '../../../mocks/authorization-server/policy.ts';
import {
  createMemoryStore,
  publicClient,
  type RegisteredClient,
} from '../../../mocks/authorization-server/store.ts';
import { createMemoryNotes } from '../../../mocks/resource-server/notes.ts';
import { createOfflineWorld } from '../../../mocks/world.ts';
import type { Gate } from '../debugger/gate.ts';
import type { Actor, Channel, ServerView } from '../wire/exchange.ts';
import { type Middleware, type Network, recordNetwork } from '../wire/recorder.ts';
import type { WireLog } from '../wire/wire-log.ts';
import { serverOf } from './server-of.ts';
import { randomBytes } from './tab-platform.ts';
import { type WatchedTables, watchTables } from './watched-tables.ts';

export interface ServersOptions {
  origin: string;
  log: WireLog;
  gate: Gate;
  /** What differs from the safe policy of the authorization server. */
  policy?: Partial<Policy> | undefined;
  /** If `false`, the MCP server accepts tokens for other servers. */
  checkAudience?: boolean | undefined;
  /** If `false`, the MCP server accepts a revoked token until it expires. */
  checkRevocation?: boolean | undefined;
  /** If `true`, access tokens are opaque, and the MCP server asks the authorization server about each of them. */
  introspection?: boolean | undefined;
  /** If `false`, the MCP server runs a tool for a token without the scope of the tool. */
  checkScopes?: boolean | undefined;
  /** If `false`, the servers keep no audit log. */
  audit?: boolean | undefined;
  /** Clients that are registered in addition to the client of the lab. */
  clients?: readonly RegisteredClient[] | undefined;
  /** The client metadata documents that the authorization server finds, by address. No other address responds. */
  documents?: ((origin: string) => ReadonlyMap<string, ClientDocument>) | undefined;
  /** Middleware between actors and servers. The first middleware is nearest to the actors. */
  middleware?: readonly Middleware[] | undefined;
}

/** A client metadata document, and who serves it. */
export interface ClientDocument {
  servedBy: Actor;
  text: string;
}

/** The servers of a run, and the networks to them. A network logs every message, and may hold it. */
export interface Servers {
  origin: string;
  issuer: string;
  resource: string;
  log: WireLog;
  gate: Gate;
  now(): number;
  advanceClock(ms: number): void;
  /** The network as one actor uses it. */
  networkFor(actor: Actor, channel: Channel): Network;
  auditLog: AuditLog;
  tables: WatchedTables;
}

/** Creates the servers of a run with their own store, keys, clock and log. The servers send nothing out of this tab. */
export function createServers({
  origin,
  log,
  gate,
  policy = {},
  checkAudience = true,
  checkRevocation = true,
  introspection = false,
  checkScopes = true,
  audit = true,
  clients = [],
  documents: documentsFor = () => new Map(),
  middleware = [],
}: ServersOptions): Servers {
  let aheadMs = 0;
  const now = () => Date.now() + aheadMs;
  const seen: ServerView[] = [];
  const documents = documentsFor(origin);
  const recorder = { log, gate, now, takeServerView: () => seen.splice(0) };
  const fetchDocument = recordNetwork(
    async (url) => {
      const document = documents.get(url);
      if (!document) return new Response(null, { status: 404 });
      return new Response(document.text, { headers: { 'Content-Type': 'application/json' } });
    },
    recorder,
    { from: 'authorization server', to: (url) => documents.get(url)?.servedBy ?? 'client', channel: 'back' },
  );
  const askAboutTokens = recordNetwork(
    (url, init) => authorizationServer.fetch(new Request(url, init)),
    recorder,
    { from: 'MCP server', to: serverOf, channel: 'back' },
  );
  const { store, auditLog, tables } = watchTables(createMemoryStore(), createMemoryAuditLog());
  const { issuer, resource, authorizationServer, resourceServer } = createOfflineWorld({
    appUrl: origin,
    store,
    auditLog: {
      entries: auditLog.entries,
      async record(entry) {
        if (!audit) return;
        seen.push({ kind: 'wrote down', entry });
        await auditLog.record(entry);
      },
    },
    notes: createMemoryNotes(),
    now,
    random: randomBytes,
    policy,
    checkAudience,
    checkRevocation,
    checkScopes,
    ...(introspection && { askAboutTokens }),
    otherClients: [otherApp(origin), ...clients],
    otherResources: [otherServer(origin)],
    fetchDocument,
    observe: (observation) => seen.push(observation),
  });

  const toServers: Network = async (url, init) => {
    const { redirect: _, credentials: __, cache: ___, ...rest } = init;
    const server = serverOf(url);
    // The screen may show only what the servers of this run sent.
    if (new URL(url).origin !== origin) {
      throw new TypeError(`${new URL(url).origin} was not asked: a run has only the servers of ${origin}.`);
    }
    if (server === 'attacker') return new Response(null, { status: 404 });
    return (server === 'MCP server' ? resourceServer : authorizationServer).fetch(new Request(url, rest));
  };
  const network = middleware.reduceRight((next, wrap) => wrap(next), toServers);

  return {
    origin,
    issuer,
    resource,
    log,
    gate,
    now,
    advanceClock(ms) {
      aheadMs += ms;
    },
    networkFor: (actor, channel) => recordNetwork(network, recorder, { from: actor, to: serverOf, channel }),
    auditLog,
    tables,
  };
}

/** Another honest public client of the same server. */
const otherApp = (origin: string): RegisteredClient =>
  publicClient('other-app', 'Other App', `${origin}/callback`);

/** Another MCP server that trusts the same authorization server. */
export const otherServerUrl = (origin: string): string => `${origin}/other-mcp`;

function otherServer(origin: string): ProtectedResource {
  return {
    identifier: otherServerUrl(origin),
    name: 'Another server',
    scopes: [{ name: 'notes:read', description: 'Read your notes' }],
  };
}

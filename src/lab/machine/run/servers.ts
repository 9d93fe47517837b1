import type { AuditLog } from '../../../mocks/audit-log.ts';
import { createMemoryAuditLog } from '../../../mocks/audit-log.ts';
import type { ProtectedResource } from '../../../mocks/authorization-server/context.ts';
import type { Policy } from '../../../mocks/authorization-server/policy.ts';
import { createMemoryStore, type RegisteredClient } from '../../../mocks/authorization-server/store.ts';
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
  /** Off where a token of another server shall be as good as one of its own. */
  checkAudience?: boolean | undefined;
  /** Off where nobody writes down what happens. */
  audit?: boolean | undefined;
  /** Clients that the authorization server knows besides the lab's own. */
  clients?: readonly RegisteredClient[] | undefined;
  /** What stands between actors and servers; the first one is the nearest to the actors. */
  middleware?: readonly Middleware[] | undefined;
}

/** The servers of a run, with the line to them, on which everything is logged and may be held. */
export interface Servers {
  origin: string;
  issuer: string;
  resource: string;
  log: WireLog;
  gate: Gate;
  /** The clock that servers and clients of the run share. */
  now(): number;
  /** Moves that clock. */
  pass(ms: number): void;
  /** The line as one actor uses it. */
  lineOf(actor: Actor, channel: Channel): Network;
  /** What the servers wrote down of all that happened. */
  auditLog: AuditLog;
  /** What the authorization server keeps. */
  tables: WatchedTables;
}

/** Sets up the servers of a run: their own store, keys, clock and log. Nothing of it leaves the tab. */
export function createServers({
  origin,
  log,
  gate,
  policy = {},
  checkAudience = true,
  audit = true,
  clients = [],
  middleware = [],
}: ServersOptions): Servers {
  let aheadMs = 0;
  const now = () => Date.now() + aheadMs;
  const seen: ServerView[] = [];
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
    otherClients: [otherApp(origin), ...clients],
    otherResources: [otherServer(origin)],
    observe: (observation) => seen.push(observation),
  });

  const toServers: Network = async (url, init) => {
    const { redirect: _, credentials: __, cache: ___, ...rest } = init;
    const server = serverOf(url);
    if (server === 'attacker') return new Response(null, { status: 404 });
    return (server === 'MCP server' ? resourceServer : authorizationServer).fetch(new Request(url, rest));
  };
  const network = middleware.reduceRight((next, wrap) => wrap(next), toServers);
  const recorder = { log, gate, now, takeServerView: () => seen.splice(0) };

  return {
    origin,
    issuer,
    resource,
    log,
    gate,
    now,
    pass(ms) {
      aheadMs += ms;
    },
    lineOf: (actor, channel) => recordNetwork(network, recorder, { from: actor, to: serverOf, channel }),
    auditLog,
    tables,
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

import type { Actor, Exchange } from '../wire/exchange.ts';
import { isServer } from './diagram-lines.ts';

/** How an actor is drawn. The column of an actor is its index in the list. */
export interface DrawnActor {
  actor: Actor;
  title: string;
  location: string;
  ink: string;
}

/** The attacker is at the right edge, and only in a log in which it acts. */
const ATTACKER: DrawnActor = {
  actor: 'attacker',
  title: 'Attacker',
  location: 'elsewhere',
  ink: 'text-attacker',
};

const ALL_ACTORS: readonly DrawnActor[] = [
  { actor: 'browser', title: 'Browser', location: 'you', ink: 'text-browser' },
  { actor: 'client', title: 'Client', location: 'the app', ink: 'text-client' },
  {
    actor: 'authorization server',
    title: 'Authorization server',
    location: '/idp',
    ink: 'text-authorization-server',
  },
  { actor: 'MCP server', title: 'MCP server', location: '/mcp', ink: 'text-mcp-server' },
  ATTACKER,
];

/** The actors of a log, from left to right. A server outside this tab is drawn with its host. */
export function drawnActors(
  log: readonly Exchange[],
  /** The origin of the servers in this tab. */
  origin: string | undefined = globalThis.location?.origin,
): readonly DrawnActor[] {
  const attacked = log.some(({ from, to }) => from === 'attacker' || to === 'attacker');
  return ALL_ACTORS.filter((each) => attacked || each !== ATTACKER).map((drawn) =>
    isServer(drawn.actor) ? { ...drawn, location: hostOf(drawn, log, origin) } : drawn,
  );
}

function hostOf(
  { actor, location }: DrawnActor,
  log: readonly Exchange[],
  origin: string | undefined,
): string {
  const received = log.filter(({ to }) => to === actor).map(({ request }) => new URL(request.url));
  const outside = received.filter((address) => address.origin !== origin);
  const [host, ...others] = new Set(outside.map((address) => address.host));
  if (host !== undefined) {
    return others.length > 0 || outside.length < received.length ? 'several hosts' : host;
  }
  const isHere = received.length > 0 || log.every(({ request }) => new URL(request.url).origin === origin);
  return isHere ? location : '';
}

export const columnOf = (actor: Actor): number => ALL_ACTORS.findIndex((each) => each.actor === actor);
export const inkOf = (actor: Actor): string => ALL_ACTORS[columnOf(actor)]?.ink ?? '';
export const titleOf = (actor: Actor): string => ALL_ACTORS[columnOf(actor)]?.title ?? actor;

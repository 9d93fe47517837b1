import type { Actor } from '../wire/exchange.ts';

/** How an actor is drawn. Its column is its index in the list. */
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
  { actor: 'client', title: 'Client', location: 'this tab', ink: 'text-client' },
  {
    actor: 'authorization server',
    title: 'Authorization server',
    location: '/idp',
    ink: 'text-authorization-server',
  },
  { actor: 'MCP server', title: 'MCP server', location: '/mcp', ink: 'text-mcp-server' },
  ATTACKER,
];

export const drawnActors = (attacked: boolean): readonly DrawnActor[] =>
  attacked ? ALL_ACTORS : ALL_ACTORS.filter((each) => each !== ATTACKER);

export const columnOf = (actor: Actor): number => ALL_ACTORS.findIndex((each) => each.actor === actor);
export const inkOf = (actor: Actor): string => ALL_ACTORS[columnOf(actor)]?.ink ?? '';
export const titleOf = (actor: Actor): string => ALL_ACTORS[columnOf(actor)]?.title ?? actor;

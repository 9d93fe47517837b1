import type { Actor } from '../wire/exchange.ts';

/** How an actor is drawn: its column is its place in the list. */
export interface DrawnActor {
  actor: Actor;
  title: string;
  place: string;
  ink: string;
}

/** Stands at the right edge, and only in a log where it acts. */
const ATTACKER: DrawnActor = {
  actor: 'attacker',
  title: 'Attacker',
  place: 'elsewhere',
  ink: 'text-attacker',
};

const EVERYBODY: readonly DrawnActor[] = [
  { actor: 'browser', title: 'Browser', place: 'you', ink: 'text-browser' },
  { actor: 'client', title: 'Client', place: 'this tab', ink: 'text-client' },
  {
    actor: 'authorization server',
    title: 'Authorization server',
    place: '/idp',
    ink: 'text-authorization-server',
  },
  { actor: 'MCP server', title: 'MCP server', place: '/mcp', ink: 'text-mcp-server' },
  ATTACKER,
];

export const drawnActors = (attacked: boolean): readonly DrawnActor[] =>
  attacked ? EVERYBODY : EVERYBODY.filter((each) => each !== ATTACKER);

export const columnOf = (actor: Actor): number => EVERYBODY.findIndex((each) => each.actor === actor);
export const inkOf = (actor: Actor): string => EVERYBODY[columnOf(actor)]?.ink ?? '';
export const titleOf = (actor: Actor): string => EVERYBODY[columnOf(actor)]?.title ?? actor;

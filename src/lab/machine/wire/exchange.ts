import type { AuditEntry } from '../../../mocks/audit-log.ts';
import type { Observation } from '../../../mocks/authorization-server/context.ts';

/** Who sends and who receives. The browser is whoever sits in front of it, with all that it shows and keeps. */
export type Actor = 'browser' | 'client' | 'authorization server' | 'MCP server' | 'attacker';

/**
 * The front channel runs through the browser: address bar, history, logs and Referer see it. The back channel
 * is between two machines.
 */
export type Channel = 'front' | 'back';

export interface WireMessage {
  method: string;
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

export interface WireAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** How an exchange ended, if it has. */
export type Outcome =
  /** It stands at the gate and has not left. */
  | { kind: 'held' }
  /** Sent; no answer yet. */
  | { kind: 'waiting' }
  | { kind: 'answered'; answer: WireAnswer; tookMs: number }
  /** A navigation: nothing comes back to whoever started it. */
  | { kind: 'left' }
  | { kind: 'dropped' }
  /** The server answers, but not for this page to read: the browser kept the answer to itself (CORS). */
  | { kind: 'hidden' }
  | { kind: 'failed' };

/** What a server saw, compared and wrote down, and told nobody on the wire. */
export type ServerView = Observation | { kind: 'wrote down'; entry: AuditEntry };

/** One message and what became of it, as it was seen on the wire. */
export interface Exchange {
  /** Its place in the log, from 1. */
  id: number;
  atMs: number;
  from: Actor;
  to: Actor;
  channel: Channel;
  request: WireMessage;
  outcome: Outcome;
  /** What the server saw and compared, and told nobody. Empty when the server is not the one in this tab. */
  serverView: readonly ServerView[];
}

/** The answer of an exchange, if one came. */
export function answerOf({ outcome }: Exchange): WireAnswer | undefined {
  return outcome.kind === 'answered' ? outcome.answer : undefined;
}

/** Where an answer sends the browser on to; `undefined` where it does not, or to no address at all. */
export function redirectOf(exchange: Exchange): URL | undefined {
  const location = answerOf(exchange)?.headers.location;
  const { url } = exchange.request;
  return location !== undefined && URL.canParse(location, url) ? new URL(location, url) : undefined;
}

/** The parameters of a message: of its form if it has one, else of its query. */
export function parametersOf({ url, body, headers }: WireMessage): [string, string][] {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  return [...(isForm ? new URLSearchParams(body) : new URL(url).searchParams)];
}

/** A parameter of a message; `undefined` when it has none of that name. */
export function parameterOf(message: WireMessage, name: string): string | undefined {
  return parametersOf(message).find(([key]) => key === name)?.[1];
}

/** The members of a JSON answer; none when it is something else. */
export function membersOf(answer: WireAnswer | undefined): Record<string, unknown> {
  try {
    return Object(JSON.parse(answer?.body ?? ''));
  } catch {
    return {};
  }
}

import type { AuditEntry } from '../../../mocks/audit-log.ts';
import type { Observation } from '../../../mocks/authorization-server/context.ts';
import type { Rejection } from '../../../mocks/authorization-server/rejections.ts';

/** Who sends and who receives. The browser includes the person in front of it. */
export type Actor = 'browser' | 'client' | 'authorization server' | 'MCP server' | 'attacker';

/** Address bar, history, logs and Referer see the front channel. The back channel is between machines. */
export type Channel = 'front' | 'back';

export interface WireMessage {
  method: string;
  url: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

export interface WireResponse {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

export type Outcome =
  /** The gate holds the request, so the request has not been sent. */
  | { kind: 'held' }
  /** The request was sent, and no response has come yet. */
  | { kind: 'waiting' }
  | { kind: 'answered'; response: WireResponse; tookMs: number }
  /** The request was a navigation, so its sender gets no response. */
  | { kind: 'left' }
  | { kind: 'dropped' }
  /** The server responded, but the browser did not let this page read it (CORS). */
  | { kind: 'hidden' }
  | { kind: 'failed' };

/** What a server saw, compared and logged. No message shows it. */
export type ServerView = Observation | { kind: 'wrote down'; entry: AuditEntry };

/** One message and its outcome, as seen on the wire. */
export interface Exchange {
  /** The position in the log, from 1. */
  id: number;
  atMs: number;
  from: Actor;
  to: Actor;
  channel: Channel;
  request: WireMessage;
  /** The learner changed the request before it was sent. */
  edited?: true;
  outcome: Outcome;
  /** The private view of the server. Empty for a server outside this tab. */
  serverView: readonly ServerView[];
  /** The number of the run that sent the message; the first run is 1. Absent for a message that no run sent. */
  run?: number;
}

export function isSameMessage(one: WireMessage, other: WireMessage): boolean {
  const contentOf = ({ method, url, headers, body }: WireMessage) =>
    JSON.stringify([method, url, body, [...new Headers(headers)]]);
  return one === other || contentOf(one) === contentOf(other);
}

export const responseOf = ({ outcome }: Exchange): WireResponse | undefined =>
  outcome.kind === 'answered' ? outcome.response : undefined;

/** The address to which a response redirects the browser; `undefined` without a redirect or a valid address. */
export function redirectOf(exchange: Exchange): URL | undefined {
  const location = responseOf(exchange)?.headers.location;
  const { url } = exchange.request;
  return location !== undefined && URL.canParse(location, url) ? new URL(location, url) : undefined;
}

/** Why the authorization server refused, by its private log; `undefined` if it did not refuse. */
export const rejectionIn = ({ serverView }: Pick<Exchange, 'serverView'>): Rejection['reason'] | undefined =>
  serverView.find((seen) => seen.kind === 'refused')?.rejection.reason;

/** The parameters of a message: of its form, or else of its query. */
export function parametersOf({ url, body, headers }: WireMessage): [string, string][] {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  return [...(isForm ? new URLSearchParams(body) : new URL(url).searchParams)];
}

export const parameterOf = (message: WireMessage, name: string): string | undefined =>
  parametersOf(message).find(([key]) => key === name)?.[1];

/** The members of a JSON body; empty for any other body. */
export function membersOf(message: Pick<WireMessage, 'body'> | undefined): Record<string, unknown> {
  try {
    return Object(JSON.parse(message?.body ?? ''));
  } catch {
    return {};
  }
}

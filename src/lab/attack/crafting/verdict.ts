import { refusalRule } from '../../machine/refusal-rules.ts';
import type { SpecReference } from '../../machine/spec-references.ts';
import {
  type Actor,
  type Exchange,
  membersOf,
  redirectOf,
  responseOf,
  type WireResponse,
} from '../../machine/wire/exchange.ts';

export interface Verdict {
  by: Actor;
  status: number;
  /** The names of what the response holds: the parameters of a redirect, or the members of a body. */
  holds: readonly string[];
  /** The refusal; absent when the message was accepted. */
  refusal?: {
    /** The error code on the wire. */
    error: string;
    /** The reason in the server's private log, which no client gets. */
    reason: string | undefined;
    rule: SpecReference | undefined;
  };
}

/** The verdict on an exchange; `undefined` without a response. */
export function verdictOn(exchange: Exchange): Verdict | undefined {
  const response = responseOf(exchange);
  if (!response) return undefined;
  const { to: by } = exchange;
  const { status } = response;
  const redirect = redirectOf(exchange);
  const members = responseMembers(response);
  const holds = redirect ? [...redirect.searchParams.keys()] : Object.keys(members);
  const error = redirect?.searchParams.get('error') ?? members.error;
  if (error === undefined && status < 400) return { by, status, holds };
  const reason = refusalReason(exchange);
  return {
    by,
    status,
    holds,
    refusal: {
      error: errorCode(error, response.headers['www-authenticate']),
      reason,
      rule: reason === undefined ? undefined : refusalRule(reason),
    },
  };
}

/** Returns the reason why a server refused an exchange, from the private view of the server. */
export function refusalReason({ serverView }: Exchange): string | undefined {
  for (const seen of serverView) {
    if (seen.kind === 'refused') return seen.rejection.reason;
    if (seen.kind === 'wrote down' && seen.entry.event.startsWith('refused')) return seen.entry.detail;
  }
  return undefined;
}

/** The members of a JSON body. An MCP server may send this body as the only event of a stream. */
function responseMembers(response: WireResponse): Record<string, unknown> {
  const event = /^data: (.*)$/m.exec(response.body)?.[1];
  return membersOf(event === undefined ? response : { ...response, body: event });
}

/** The error code of a refusal. A JSON-RPC error has no such code, so its message is used. */
function errorCode(error: unknown, challenge: string | undefined): string {
  // An MCP server may send any body, so this function reads the error (RFC 6750 §3.1) from the challenge.
  const inChallenge = /error="([^"]+)"/.exec(challenge ?? '')?.[1];
  if (inChallenge !== undefined) return inChallenge;
  if (typeof error === 'string') return error;
  const { message }: { message?: unknown } = Object(error);
  return typeof message === 'string' ? message : 'no error code';
}

/** Whether the server accepted a message that the safe policy refuses for this reason. */
export function tolerated({ serverView }: Exchange, reason: string): boolean {
  return (
    !serverView.some(({ kind }) => kind === 'refused') &&
    serverView.some((seen) => seen.kind === 'tolerated' && seen.rejection.reason === reason)
  );
}

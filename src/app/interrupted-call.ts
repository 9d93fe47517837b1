import { parseExactJson } from '../mcp/exact-numbers.ts';
import type { KeyValueStorage } from '../oauth/index.ts';

/** The person that a call was made for: the authorization server, and the subject there. */
export interface Caller {
  issuer: string;
  /** The subject in the ID token; `null` without an ID token. */
  subject: string | null;
}

/** A tool call that lacked a sign-in or a permission, kept until the user comes back with it. */
export interface InterruptedCall {
  /** Part of the address that the sign-in returns to, so that no other visit of the page repeats the call. */
  id: string;
  serverUrl: string;
  tool: string;
  /** A call without a session belongs to the person who signs in for it. */
  caller: Caller | 'anonymous';
  arguments: Record<string, unknown>;
}

/** What happens to an interrupted call: it is repeated, offered to the user, or dropped. */
export type TakenCall =
  | { kind: 'repeat'; arguments: Record<string, unknown> }
  /**
   * No server said who signed in before or who signs in now: only the person knows whether both are the same person.
   */
  | { kind: 'offer'; arguments: Record<string, unknown> }
  | { kind: 'another person' };

const KEY = 'app:interrupted-call';

/** Keeps a call in this tab. There is one call at a time: the newest. */
export function keepCall(storage: KeyValueStorage, call: InterruptedCall): void {
  storage.setItem(KEY, JSON.stringify(call));
}

/** Drops the kept call: what a user typed is not kept longer than the sign-in that it waits for. */
export function dropCall(storage: KeyValueStorage): void {
  storage.removeItem(KEY);
}

/**
 * Takes the call with this id, once, if it is for this tool of this server. It ignores a damaged record. Only the
 * person who made the call gets it back, because another person may have signed in since.
 */
export function takeCall(
  storage: KeyValueStorage,
  id: string | null,
  { serverUrl, tool, caller }: Pick<InterruptedCall, 'serverUrl' | 'tool'> & { caller: Caller },
): TakenCall | undefined {
  const call = readCall(storage.getItem(KEY));
  if (!call || call.id !== id || call.serverUrl !== serverUrl || call.tool !== tool) return undefined;
  dropCall(storage);
  if (call.caller === 'anonymous') return { kind: 'repeat', arguments: call.arguments };
  const same = call.caller.issuer === caller.issuer && call.caller.subject === caller.subject;
  if (!same) return { kind: 'another person' };
  return { kind: caller.subject === null ? 'offer' : 'repeat', arguments: call.arguments };
}

function readCall(record: string | null): InterruptedCall | undefined {
  const { id, serverUrl, tool, caller, arguments: args } = parsed(record);
  const { issuer, subject } = members(caller);
  const isCall = [id, serverUrl, tool].every((member) => typeof member === 'string' && member);
  const isPerson = typeof issuer === 'string' && issuer !== '' && isSubject(subject);
  if (
    !isCall ||
    !(caller === 'anonymous' || isPerson) ||
    typeof args !== 'object' ||
    args === null ||
    Array.isArray(args)
  )
    return undefined;
  return {
    id: String(id),
    serverUrl: String(serverUrl),
    tool: String(tool),
    caller: isPerson ? { issuer, subject } : 'anonymous',
    arguments: { ...args },
  };
}

function isSubject(value: unknown): value is string | null {
  return value === null || (typeof value === 'string' && value !== '');
}

function parsed(text: string | null): Record<string, unknown> {
  try {
    return members(parseExactJson(text ?? 'null'));
  } catch {
    return {};
  }
}

const members = (value: unknown): Record<string, unknown> => ({ ...Object(value) });

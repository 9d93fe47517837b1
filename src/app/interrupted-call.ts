import { parseExactJson } from '../mcp/exact-numbers.ts';
import type { KeyValueStorage } from '../oauth/index.ts';

/** The person who made a call. The subject identifies the person at the authorization server. */
export interface Caller {
  issuer: string;
  /** The subject in the ID token, or `null` if there is no ID token. */
  subject: string | null;
}

/** A call that lacked a sign-in or a permission. This tab keeps the call until the user comes back from the sign-in. */
export interface InterruptedCall {
  /** Only the address at which the sign-in ends has this ID, so that another visit does not repeat the call. */
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
  /** No server said who made the call or who is signed in now. Only the user knows whether both are the same person. */
  | { kind: 'offer'; arguments: Record<string, unknown> }
  | { kind: 'another person' };

/** A copy of the tab deletes the records with this prefix (`tab-ownership.ts`), and so does not repeat the call. */
const KEY = 'oauth:interrupted-call';

/** Keeps a call in this tab, and deletes the call that was kept before. */
export function keepCall(storage: KeyValueStorage, call: InterruptedCall): void {
  dropCall(storage);
  try {
    storage.setItem(KEY, JSON.stringify(call));
  } catch {
    // The storage is full. After the sign-in, the user has to make the call again.
  }
}

/** Deletes the kept call. The app calls this after the sign-in, so that what the user typed is not kept any longer. */
export function dropCall(storage: KeyValueStorage): void {
  storage.removeItem(KEY);
}

/**
 * Returns the call with this ID, if it is for this tool of this server, and deletes it. Ignores a damaged record. Only
 * the person who made the call gets the arguments, because another person may have signed in.
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

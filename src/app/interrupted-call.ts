import type { KeyValueStorage } from '../oauth/index.ts';

/** A tool call that was refused for want of a permission, kept while the person gives it. */
export interface InterruptedCall {
  /** Stands in the address that the sign-in returns to: no other visit of the page repeats the call. */
  id: string;
  serverUrl: string;
  tool: string;
  arguments: Record<string, unknown>;
}

const KEY = 'app:interrupted-call';

/** Keeps a call in this tab. There is one at a time: the newest. */
export function keepCall(storage: KeyValueStorage, call: InterruptedCall): void {
  storage.setItem(KEY, JSON.stringify(call));
}

/** The call with this id, if it is of this tool; damaged records count as none. */
export function readCall(
  storage: KeyValueStorage,
  id: string | null,
  serverUrl: string,
  tool: string,
): InterruptedCall | undefined {
  try {
    const call: InterruptedCall | null = JSON.parse(storage.getItem(KEY) ?? 'null');
    const fits = call && id && call.id === id && call.serverUrl === serverUrl && call.tool === tool;
    return fits ? { ...call, arguments: Object(call.arguments) } : undefined;
  } catch {
    return undefined;
  }
}

/** {@link readCall}, once: the call is repeated one time at most. */
export function takeCall(...asked: Parameters<typeof readCall>): InterruptedCall | undefined {
  const call = readCall(...asked);
  if (call) asked[0].removeItem(KEY);
  return call;
}

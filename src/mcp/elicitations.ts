import type { ElicitResult } from '@modelcontextprotocol/client';
import { createStore, type ReadableStore } from '../store.ts';
import { LIMITS } from './limits.ts';
import { isObject, parsed } from './understood-values.ts';

/** A request of a server to the user during a call (MCP elicitation). */
export interface Elicitation {
  /** Distinguishes this elicitation from another one with the same message. */
  id: number;
  message: string;
  /** JSON Schema of the response: an object of plain fields. */
  schema: unknown;
  /** The page that the user is asked to visit (URL mode). */
  url?: string | undefined;
  respond(result: ElicitResult): void;
}

/** The pending elicitations of one server. The value of the store is the oldest elicitation. */
export interface Elicitations extends ReadableStore<Elicitation | undefined> {
  /**
   * Waits for the user to respond. Cancels the elicitation at once if {@link LIMITS.elicitations} are pending.
   *
   * @param signal cancels the elicitation when it is aborted.
   */
  ask(params: unknown, signal?: AbortSignal): Promise<ElicitResult>;
}

/** A schema without members asks only for consent. For a schema that cannot be read, the user writes the answer as JSON. */
function schemaIn(requested: unknown): object {
  const schema = typeof requested === 'string' ? parsed(requested) : requested;
  return isObject(schema) ? schema : { type: 'object', ...(requested == null && { properties: {} }) };
}

export function createElicitations(): Elicitations {
  const waiting: Elicitation[] = [];
  const { getSnapshot, subscribe, set } = createStore<Elicitation | undefined>(undefined);
  let asked = 0;
  return {
    getSnapshot,
    subscribe,
    ask: (params, signal) =>
      new Promise((resolve) => {
        if (waiting.length >= LIMITS.elicitations || signal?.aborted) return resolve({ action: 'cancel' });
        asked += 1;
        const { message, requestedSchema, url }: Record<string, unknown> = { ...Object(params) };
        const elicitation: Elicitation = {
          id: asked,
          message: typeof message === 'string' ? message : '',
          schema: schemaIn(requestedSchema),
          url: typeof url === 'string' && requestedSchema == null ? url : undefined,
          respond(result) {
            const at = waiting.indexOf(elicitation);
            if (at < 0) return;
            waiting.splice(at, 1);
            resolve(result);
            set(waiting[0]);
          },
        };
        signal?.addEventListener('abort', () => elicitation.respond({ action: 'cancel' }));
        waiting.push(elicitation);
        set(waiting[0]);
      }),
  };
}

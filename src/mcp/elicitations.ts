import type { ElicitRequest, ElicitResult } from '@modelcontextprotocol/client';
import { createStore, type ReadableStore } from '../store.ts';
import { LIMITS } from './limits.ts';

/** What a server wants before it goes on with a call (MCP elicitation). */
export interface Question {
  /** Tells it from another one with the same words. */
  id: number;
  message: string;
  /** JSON Schema of the answer: an object of plain fields. */
  schema: unknown;
  /** A page that the server wants the person to visit, in place of an answer (URL mode). */
  url?: string | undefined;
  answer(result: ElicitResult): void;
}

/** The questions of one server that nobody has answered yet; the oldest one is shown first. */
export interface Questions extends ReadableStore<Question | undefined> {
  /**
   * Waits for a person to answer; cancelled at once where {@link LIMITS.questions} wait already.
   *
   * @param signal withdraws the question.
   */
  ask(params: ElicitRequest['params'], signal?: AbortSignal): Promise<ElicitResult>;
}

/** Holds questions for a screen to show. */
export function createQuestions(): Questions {
  const waiting: Question[] = [];
  const { getSnapshot, subscribe, set } = createStore<Question | undefined>(undefined);
  let asked = 0;
  return {
    getSnapshot,
    subscribe,
    ask: (params, signal) =>
      new Promise((resolve) => {
        if (waiting.length >= LIMITS.questions || signal?.aborted) return resolve({ action: 'cancel' });
        asked += 1;
        const question: Question = {
          id: asked,
          message: params.message,
          schema: 'requestedSchema' in params ? params.requestedSchema : { type: 'object', properties: {} },
          url: 'url' in params ? params.url : undefined,
          answer(result) {
            const at = waiting.indexOf(question);
            if (at < 0) return;
            waiting.splice(at, 1);
            resolve(result);
            set(waiting[0]);
          },
        };
        signal?.addEventListener('abort', () => question.answer({ action: 'cancel' }), { once: true });
        waiting.push(question);
        set(waiting[0]);
      }),
  };
}

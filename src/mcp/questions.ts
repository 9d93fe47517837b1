import type { ElicitRequest, ElicitResult } from '@modelcontextprotocol/client';
import { createStore, type ReadableStore } from '../store.ts';
import { LIMITS } from './limits.ts';

/** What a server wants to know before it goes on with a call (MCP elicitation, form mode). */
export interface Question {
  /** Tells it from another one with the same words. */
  id: number;
  message: string;
  /** JSON Schema of the answer: an object of plain fields. */
  schema: unknown;
  answer(result: ElicitResult): void;
}

/** The questions of one server that nobody has answered yet; the oldest one is shown first. */
export interface Questions extends ReadableStore<Question | undefined> {
  /** Waits for a person to answer; cancelled at once where {@link LIMITS.questions} wait already. */
  ask(params: ElicitRequest['params']): Promise<ElicitResult>;
}

/** Holds questions for a screen to show. */
export function createQuestions(): Questions {
  const waiting: Question[] = [];
  const { getSnapshot, subscribe, set } = createStore<Question | undefined>(undefined);
  let asked = 0;
  return {
    getSnapshot,
    subscribe,
    ask: (params) =>
      new Promise((resolve) => {
        if (waiting.length >= LIMITS.questions) return resolve({ action: 'cancel' });
        asked += 1;
        const question: Question = {
          id: asked,
          message: params.message,
          schema: 'requestedSchema' in params ? params.requestedSchema : { type: 'object', properties: {} },
          answer(result) {
            waiting.splice(waiting.indexOf(question), 1);
            resolve(result);
            set(waiting[0]);
          },
        };
        waiting.push(question);
        set(waiting[0]);
      }),
  };
}

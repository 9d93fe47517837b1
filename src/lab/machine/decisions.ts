import { createStore, type ReadableStore } from '../../store.ts';

/** An answer of the learner. Decisions and messages together show whether a chapter is proven. */
export interface Decision {
  question: string;
  choice: string;
  /** The newest message then, or 0. It shows whether the learner predicted a message or had seen it. */
  afterMessage: number;
}

/** The newest decision on each question. */
export interface DecisionLog extends ReadableStore<readonly Decision[]> {
  record(question: string, choice: string): void;
  restore(decisions: readonly Decision[]): void;
}

/** @param newestMessage the id of the newest message in the event log. */
export function createDecisionLog(newestMessage: () => number = () => 0): DecisionLog {
  const { getSnapshot, subscribe, set } = createStore<readonly Decision[]>([]);
  return {
    getSnapshot,
    subscribe,
    restore: set,
    record(question, choice) {
      const others = getSnapshot().filter((decision) => decision.question !== question);
      set([...others, { question, choice, afterMessage: newestMessage() }]);
    },
  };
}

export const decisionOn = (decisions: readonly Decision[], question: string): Decision | undefined =>
  decisions.find((decision) => decision.question === question);

export const choiceOn = (decisions: readonly Decision[], question: string): string | undefined =>
  decisionOn(decisions, question)?.choice;

import { createStore, type ReadableStore } from '../../store.ts';

/** What a learner decided: an order, a wrong line found, a sort. A part of the event log, judged by the proof. */
export interface Answer {
  question: string;
  answer: string;
  /** The newest message of the log when it was given; 0 before the first. Tells a prediction from hindsight. */
  afterMessage: number;
}

/** The decisions of a run, the newest of each question last. */
export interface AnswerLog extends ReadableStore<readonly Answer[]> {
  give(question: string, answer: string): void;
}

/** @param newestMessage the id of the newest message in the log beside it. */
export function createAnswerLog(newestMessage: () => number = () => 0): AnswerLog {
  const { getSnapshot, subscribe, set } = createStore<readonly Answer[]>([]);
  return {
    getSnapshot,
    subscribe,
    give(question, answer) {
      const earlier = getSnapshot().filter((given) => given.question !== question);
      set([...earlier, { question, answer, afterMessage: newestMessage() }]);
    },
  };
}

/** What was decided last on a question, and when. */
export function answerGiven(answers: readonly Answer[], question: string): Answer | undefined {
  return answers.find((given) => given.question === question);
}

/** What was decided last on a question. */
export function answerTo(answers: readonly Answer[], question: string): string | undefined {
  return answerGiven(answers, question)?.answer;
}

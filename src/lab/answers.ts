/** What a learner decided: an order, a wrong line found, a sort. A part of the event log, judged by the proof. */
export interface Answer {
  question: string;
  answer: string;
}

/** The decisions of a run, the newest of each question last. */
export interface AnswerLog {
  subscribe(listener: () => void): () => void;
  getSnapshot(): readonly Answer[];
  give(question: string, answer: string): void;
}

export function createAnswerLog(): AnswerLog {
  const listeners = new Set<() => void>();
  let answers: readonly Answer[] = [];
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => answers,
    give(question, answer) {
      answers = [...answers.filter((given) => given.question !== question), { question, answer }];
      for (const listener of listeners) listener();
    },
  };
}

/** What was decided last on a question. */
export function answerTo(answers: readonly Answer[], question: string): string | undefined {
  return answers.find((given) => given.question === question)?.answer;
}

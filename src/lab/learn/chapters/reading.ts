import { type Decision, decisionOn } from '../../machine/decisions.ts';
import type { Exchange } from '../../machine/wire/exchange.ts';
import type { Criterion } from './criterion.ts';

/** A question that can be answered only by reading the messages of a run. */
export interface MessageQuestion {
  /** "Which message …?" */
  asks: string;
  isAnsweredBy(exchange: Exchange, log: readonly Exchange[]): boolean;
  /** A hint about where to look, shown after a wrong answer. */
  look: string;
}

/** Questions about a run, two at a time. After a wrong answer, the learner gets two other questions. */
export interface Reading {
  asks: string;
  /** At least five questions. */
  questions: readonly MessageQuestion[];
}

const TOGETHER = 2;

/** The questions of a round; the first round is 1. */
export function questionsOf({ questions }: Reading, round: number): MessageQuestion[] {
  const first = (round - 1) * TOGETHER;
  return Array.from({ length: TOGETHER }, (_, at) => questions[(first + at) % questions.length]).filter(
    (question) => question !== undefined,
  );
}

export const roundOf = ({ asks }: Reading, round: number): string => `${asks} Reading ${round}`;

const SEPARATOR = ' ';

/** Writes the numbers of the messages as the choice of a decision. */
export const writeReading = (messages: readonly number[]): string => messages.join(SEPARATOR);

export interface ReadRound {
  round: number;
  answers: readonly { question: MessageQuestion; message: number; right: boolean }[];
  right: boolean;
}

export function readRounds(
  reading: Reading,
  log: readonly Exchange[],
  decisions: readonly Decision[],
): ReadRound[] {
  const rounds: ReadRound[] = [];
  for (let round = 1; ; round += 1) {
    const decision = decisionOn(decisions, roundOf(reading, round));
    if (!decision) return rounds;
    const said = decision.choice.split(SEPARATOR).map(Number);
    const answers = questionsOf(reading, round).map((question, at) => {
      const message = said[at] ?? 0;
      const right = log.some((exchange) => exchange.id === message && question.isAnsweredBy(exchange, log));
      return { question, message, right };
    });
    rounds.push({ round, answers, right: answers.every((answer) => answer.right) });
  }
}

/** The criterion that all questions of a round were answered from the messages. */
export function readRight(
  reading: Reading,
  log: readonly Exchange[],
  decisions: readonly Decision[],
): Criterion {
  const text = 'two messages that answer the questions were found';
  const right = readRounds(reading, log, decisions).find((round) => round.right);
  if (!right) return { text, met: false };
  const messages = right.answers.map(({ message }) => message);
  return { text, met: true, evidence: `messages ${messages.join(' and ')}` };
}

export const CHECK = 'Check these messages';

import { type Decision, decisionOn } from '../../machine/decisions.ts';
import type { Exchange } from '../../machine/wire/exchange.ts';
import type { Act } from './act.ts';
import type { Criterion } from './criterion.ts';

export interface Condition {
  /** The action. */
  text: string;
  /** One of the outcomes of the prediction. */
  outcome: string;
  because: string;
}

/**
 * The learner predicts three outcomes before the exercise. After a wrong prediction, there are three other conditions.
 */
export interface Prediction {
  asks: string;
  /** At least five outcomes, so that three guesses are rarely all correct. */
  outcomes: readonly string[];
  /**
   * For each condition, its outcome and the reason. At least six conditions: the second prediction uses conditions that
   * the first prediction did not use.
   */
  conditions: Readonly<Record<string, readonly [outcome: string, because: string]>>;
}

const TOGETHER = 3;

/** Everyone gets the same conditions in a round, so that two people can talk about them. */
export function conditionsOf({ conditions }: Prediction, round: number): Condition[] {
  const first = (round - 1) * TOGETHER;
  const all = Object.entries(conditions).map(([text, [outcome, because]]) => ({ text, outcome, because }));
  return Array.from({ length: TOGETHER }, (_, at) => all[(first + at) % all.length]).filter(
    (condition) => condition !== undefined,
  );
}

const SEPARATOR = '; ';

export const questionOf = ({ asks }: Prediction, round: number): string => `${asks} Prediction ${round}`;

/** Writes a prediction as the choice of a decision. */
export const writePrediction = (outcomes: readonly string[]): string => outcomes.join(SEPARATOR);

export interface Predicted {
  round: number;
  conditions: readonly { condition: Condition; said: string; right: boolean }[];
  right: boolean;
  /** The id of the newest message when the learner made the prediction. */
  afterMessage: number;
}

/** The predictions of a learner, in order. */
export function predictedRounds(prediction: Prediction, decisions: readonly Decision[]): Predicted[] {
  const rounds: Predicted[] = [];
  for (let round = 1; ; round += 1) {
    const decision = decisionOn(decisions, questionOf(prediction, round));
    if (!decision) return rounds;
    const said = decision.choice.split(SEPARATOR);
    const conditions = conditionsOf(prediction, round).map((condition, at) => ({
      condition,
      said: said[at] ?? '',
      right: said[at] === condition.outcome,
    }));
    const right = conditions.every((each) => each.right);
    rounds.push({ round, conditions, right, afterMessage: decision.afterMessage });
  }
}

export function rightPrediction(
  prediction: Prediction,
  decisions: readonly Decision[],
): Predicted | undefined {
  return predictedRounds(prediction, decisions).find(({ right }) => right);
}

/** The messages after the first right prediction; empty without a right prediction. Earlier messages do not count. */
export function sincePrediction(
  prediction: Prediction,
  log: readonly Exchange[],
  decisions: readonly Decision[],
): Exchange[] {
  const right = rightPrediction(prediction, decisions);
  return right ? log.filter(({ id }) => id > right.afterMessage) : [];
}

export function predictedRight(prediction: Prediction, decisions: readonly Decision[]): Criterion {
  const text = 'three outcomes were predicted, and only later messages count';
  const right = rightPrediction(prediction, decisions);
  return right
    ? { text, met: true, evidence: `before message ${right.afterMessage + 1}` }
    : { text, met: false };
}

/** What a person does to make a right prediction at the first try. */
export function actsOf(prediction: Prediction): Act[] {
  return [
    ...conditionsOf(prediction, 1).map(({ text, outcome }) => ({ choose: outcome, of: text })),
    { press: PREDICT },
  ];
}

export const PREDICT = 'Record this prediction';

import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createDecisionLog } from '../../machine/decisions.ts';
import { tokenRequest } from '../../machine/run/token-request.ts';
import { testRun } from '../../machine/testing/run.ts';
import { further, loadFurther } from '../further/index.ts';
import { isProven } from './criteria.ts';
import { chapters } from './index.ts';
import { conditionsOf, predictedRight, predictedRounds, questionOf, writePrediction } from './prediction.ts';
import { s256OrPlain } from './s256-or-plain/chapter.ts';
import { PREDICTION } from './s256-or-plain/prediction.ts';

const rightOutcomes = (round: number) => conditionsOf(PREDICTION, round).map(({ outcome }) => outcome);
const record = (outcomes: readonly string[], round = 1, newest = 0) => {
  const log = createDecisionLog(() => newest);
  log.record(questionOf(PREDICTION, round), writePrediction(outcomes));
  return log.getSnapshot();
};

/** The two thefts of the chapter on S256. */
async function steal() {
  const { run, log } = testRun({ policy: { plainAllowed: true } });
  for (const plain of [true, false]) {
    const challenge = 'a-verifier-that-everyone-can-read-in-the-url';
    const callbackUrl = await run.authorize({
      request({ searchParams }) {
        if (!plain) return;
        searchParams.set('code_challenge', challenge);
        searchParams.delete('code_challenge_method');
      },
    });
    await run.send(tokenRequest(run, callbackUrl, { code_verifier: challenge }), 'attacker');
  }
  return log.getSnapshot();
}

describe('a prediction', () => {
  it('counts for the messages after it, not for the messages before it', async () => {
    const log = await steal();
    expect(isProven(s256OrPlain, log, record(rightOutcomes(1)))).toBe(true);
    expect(isProven(s256OrPlain, log, record(rightOutcomes(1), 1, log.at(-1)?.id))).toBe(false);
    expect(isProven(s256OrPlain, log, [])).toBe(false);
  });

  it('names as evidence the first message that counts', () => {
    expect(predictedRight(PREDICTION, record(rightOutcomes(1)))).toMatchObject({
      evidence: 'before message 1',
    });
    expect(predictedRight(PREDICTION, record(rightOutcomes(1), 1, 16))).toMatchObject({
      evidence: 'before message 17',
    });
  });

  it('with one wrong outcome does not count', async () => {
    const log = await steal();
    for (const at of [0, 1, 2]) {
      const other = PREDICTION.outcomes.find((outcome) => outcome !== rightOutcomes(1)[at]) ?? '';
      expect(isProven(s256OrPlain, log, record(rightOutcomes(1).with(at, other)))).toBe(false);
    }
  });

  it('that is wrong is followed by a prediction about other conditions', () => {
    const texts = (round: number) => conditionsOf(PREDICTION, round).map(({ text }) => text);
    expect(texts(1).filter((text) => texts(2).includes(text))).toEqual([]);
  });

  it('of the second round does not count if the first round is missing', () =>
    expect(predictedRounds(PREDICTION, record(rightOutcomes(2), 2))).toEqual([]));
});

/** The choices by position alone: three times the same position, or three positions in order, downwards or upwards. */
const byPosition = (outcomes: readonly string[]): string[][] => [
  ...outcomes.map((outcome) => [outcome, outcome, outcome]),
  outcomes.slice(0, 3),
  outcomes.toReversed().slice(0, 3),
];

const all = [...chapters, ...(await Promise.all(further.flatMap(({ slug }) => loadFurther(slug) ?? [])))];

describe.each(all.flatMap(({ slug, prediction }) => (prediction ? { slug, prediction } : [])))(
  'the prediction of $slug',
  ({ prediction }) => {
    const { outcomes, conditions } = prediction;
    it('is never right if the learner chooses the outcomes by their position', () => {
      const right = Object.keys(conditions).map((_, at) =>
        conditionsOf(prediction, at + 1).map(({ outcome }) => outcome),
      );
      expect(
        byPosition(outcomes).filter((guess) => right.some((each) => isDeepStrictEqual(each, guess))),
      ).toEqual([]);
    });

    it('has at least five outcomes and six conditions, so that three guesses are rarely all correct', () => {
      expect(new Set(outcomes).size).toBeGreaterThanOrEqual(5);
      expect(Object.keys(conditions).length).toBeGreaterThanOrEqual(6);
    });

    it('has an outcome and a reason for each condition', () => {
      for (const [outcome, because] of Object.values(conditions)) {
        expect(outcomes).toContain(outcome);
        expect(because).toMatch(/^(?:[a-z\d]|[A-Z]{2}).{20,}\.$/);
      }
    });
  },
);

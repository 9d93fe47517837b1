import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { MemoryRouter } from 'react-router-dom';
import { describe, expect, it } from 'vitest';
import { diagramLines } from '../../../machine/panes/diagram-lines.ts';
import { STEPS } from '../../../machine/panes/steps.ts';
import { testMachine } from '../../../machine/testing/run.ts';
import { type Exchange, parametersOf } from '../../../machine/wire/exchange.ts';
import { ChapterExercise } from '../ChapterExercise.tsx';
import { conditionsOf, questionOf, writePrediction } from '../prediction.ts';
import { questionsOf, roundOf, writeReading } from '../reading.ts';
import { runTenSteps } from '../ten-steps.ts';
import { working } from './chapter.ts';
import Exercise from './Exercise.tsx';
import { PREDICTION } from './prediction.ts';
import { READING } from './reading.ts';

/** The values that prove who the person and the client are. The chapter shows where each value travels. */
const PROOFS = ['password', 'code', 'code_challenge', 'code_verifier'];

async function tenSteps(): Promise<readonly Exchange[]> {
  const machine = testMachine();
  await runTenSteps(machine);
  return machine.log.getSnapshot();
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z]{4,}/g) ?? [];
const rounds = READING.questions.map((_, at) => at + 1);

describe('the questions about the first run', () => {
  it('have one answer each, and no two questions have the same answer', async () => {
    const log = await tenSteps();
    const answers = READING.questions.map(({ isAnsweredBy }) =>
      log.filter((exchange) => isAnsweredBy(exchange, log)).map(({ id }) => id),
    );
    for (const messages of answers) expect(messages).toHaveLength(1);
    expect(new Set(answers.flat()).size).toBe(READING.questions.length);
  });

  it.each(rounds)('ask in round %i for a message with a password, a code or a verifier', async (round) => {
    const log = await tenSteps();
    const aboutProof = questionsOf(READING, round).filter(({ isAnsweredBy }) =>
      log.some(
        (exchange) =>
          isAnsweredBy(exchange, log) &&
          parametersOf(exchange.request).some(([name]) => PROOFS.includes(name)),
      ),
    );
    expect(aboutProof.length).toBeGreaterThan(0);
  });

  it('share a word with their answer only if at least two other messages have the word, too', async () => {
    const log = await tenSteps();
    const wordsAt = (message: number) =>
      diagramLines(log)
        .filter(({ exchangeId }) => exchangeId === message)
        .flatMap(({ label, step }) => wordsOf(`${label} ${step ? STEPS[step] : ''}`));
    const isRare = (word: string) => log.filter(({ id }) => wordsAt(id).includes(word)).length < 3;
    for (const { asks, isAnsweredBy } of READING.questions) {
      const shown = wordsAt(log.find((exchange) => isAnsweredBy(exchange, log))?.id ?? 0);
      expect(shown.length).toBeGreaterThan(0);
      expect(wordsOf(asks).filter((word) => shown.includes(word) && isRare(word))).toEqual([]);
    }
  });
});

describe('a run before the right prediction', () => {
  it('ticks no step and answers no question', async () => {
    const machine = testMachine();
    const { log, decisions } = machine;
    const predict = (round: number, choices: string[]) =>
      decisions.record(questionOf(PREDICTION, round), writePrediction(choices));
    const shown = () =>
      renderToStaticMarkup(
        createElement(
          MemoryRouter,
          {},
          createElement(ChapterExercise, {
            chapter: working,
            Exercise,
            machine,
            log: log.getSnapshot(),
            decisions: decisions.getSnapshot(),
            proven: false,
          }),
        ),
      );
    predict(1, ['', '', '']);
    await runTenSteps(machine);
    expect(shown()).toContain('10 of 10');
    predict(
      2,
      conditionsOf(PREDICTION, 2).map(({ outcome }) => outcome),
    );
    expect(shown()).toContain('0 of 10');
    await runTenSteps(machine);
    // Message 6 of the earlier run, and the number of step 6.
    decisions.record(roundOf(READING, 1), writeReading([6, 8]));
    expect(shown()).toContain('Only messages from 13 on count');
    expect(shown()).not.toContain('is the number of a step');
  });
});

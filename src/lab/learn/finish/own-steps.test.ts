import { expect, it } from 'vitest';
import { testMachine } from '../../machine/testing/run.ts';
import { runTenSteps } from '../chapters/ten-steps.ts';
import { ownSteps } from './own-steps.ts';

it('each of the ten steps shows a message of the learner’s run, with its secrets masked', async () => {
  const machine = testMachine();
  await runTenSteps(machine);
  const log = machine.log.getSnapshot();
  const steps = ownSteps(log);
  expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  for (const { message } of steps) expect(log.some(({ id }) => id === message?.id)).toBe(true);
  const value = (step: number) => steps.find((each) => each.step === step)?.message?.value;
  expect(value(2)?.text).toMatch(/^[\w-]{43}$/);
  expect(value(4)).toEqual({ name: 'username', text: 'ada' });
  for (const [step, name] of [
    [5, 'code'],
    [6, 'code_verifier'],
    [8, 'authorization'],
    [10, 'refresh_token'],
  ] as const) {
    expect(value(step)?.name).toBe(name);
    expect(value(step)?.text).toMatch(/^.{3}….{3}$/);
  }
  expect(steps[6]?.message?.status).toBe(200);
  expect(steps[8]?.message?.status).toBe(401);
});

it('no step has a message if the log is empty', () =>
  expect(ownSteps([]).map(({ message }) => message)).toEqual(Array.from({ length: 10 })));

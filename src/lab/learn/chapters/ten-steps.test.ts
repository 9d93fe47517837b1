import { expect, it } from 'vitest';
import { testRun } from '../../machine/testing/run.ts';
import { stepsTaken } from './ten-steps.ts';

it('a step is ticked when its message has left, and not while the gate holds it', async () => {
  const { run, log } = testRun();
  await run.signIn();
  const [first] = log.getSnapshot();
  if (!first) throw new Error('Nothing was sent.');
  expect([...stepsTaken([first]).keys()]).toEqual([1]);
  expect([...stepsTaken([{ ...first, outcome: { kind: 'held' } }]).keys()]).toEqual([]);
  expect([...stepsTaken([{ ...first, outcome: { kind: 'dropped' } }]).keys()]).toEqual([]);
});

it('a step of a response is ticked when the response came', async () => {
  const { run, find } = testRun();
  await run.signIn();
  const exchange = find(({ request }) => request.url.endsWith('/token'));
  if (!exchange) throw new Error('No token request.');
  expect([...stepsTaken([exchange]).keys()]).toEqual([6, 7]);
  expect([...stepsTaken([{ ...exchange, outcome: { kind: 'waiting' } }]).keys()]).toEqual([6]);
});

import { expect, it } from 'vitest';
import { testRun } from '../../machine/testing/run.ts';
import { stepsTaken } from './ten-steps.ts';

it('a step counts only after its message has left the gate, not while the message is held or after it was dropped', async () => {
  const { run, log } = testRun();
  await run.signIn();
  const [first] = log.getSnapshot();
  if (!first) throw new Error('Nothing was sent.');
  expect([...stepsTaken([first]).keys()]).toEqual([1]);
  expect([...stepsTaken([{ ...first, outcome: { kind: 'held' } }]).keys()]).toEqual([]);
  expect([...stepsTaken([{ ...first, outcome: { kind: 'dropped' } }]).keys()]).toEqual([]);
});

it('the step of a response counts only when the response has arrived', async () => {
  const { run, find } = testRun();
  await run.signIn();
  const exchange = find(({ request }) => request.url.endsWith('/token'));
  if (!exchange) throw new Error('No token request.');
  expect([...stepsTaken([exchange]).keys()]).toEqual([6, 7]);
  expect([...stepsTaken([{ ...exchange, outcome: { kind: 'waiting' } }]).keys()]).toEqual([6]);
});

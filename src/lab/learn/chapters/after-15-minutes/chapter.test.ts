import { expect, it } from 'vitest';
import { copiedCall } from '../../../machine/run/copied-call.ts';
import { refreshRequest } from '../../../machine/run/token-request.ts';
import { testRun } from '../../../machine/testing/run.ts';
import { responseOf } from '../../../machine/wire/exchange.ts';
import { metBy } from '../../testing/met-by.ts';
import { newestTokens } from '../evidence.ts';
import { afterFifteenMinutes } from './chapter.ts';
import { nextStep, type Step } from './NumberedSteps.tsx';

const REVOKED = 'the new tokens end with the grant';
const WORKS_ON = 'at a server that only reads the token, the new token goes on working';

/** A grant that ends because a replaced refresh token came back. */
async function ended(checkRevocation: boolean) {
  const { run, log } = testRun({ checkRevocation });
  await run.signIn();
  const { refresh_token } = newestTokens(log.getSnapshot());
  run.advanceClock(16 * 60_000);
  await run.session()?.refresh();
  const { request: call } = await copiedCall(run);
  await run.send(refreshRequest(run, String(refresh_token)), 'attacker');
  return { run, log, call };
}

it('at a server that introspects tokens, the access token ends with its grant', async () => {
  const { run, log, call } = await ended(true);
  await run.send(call);
  expect(metBy(afterFifteenMinutes, log.getSnapshot())).toContain(REVOKED);
  expect(metBy(afterFifteenMinutes, log.getSnapshot())).not.toContain(WORKS_ON);
});

it('at a server that only reads tokens, a token works until it expires, and the expiry does not count as a revocation', async () => {
  const { run, log, call } = await ended(false);
  run.advanceClock(16 * 60_000);
  await run.send(call);
  expect(metBy(afterFifteenMinutes, log.getSnapshot())).not.toContain(REVOKED);
  expect(metBy(afterFifteenMinutes, log.getSnapshot())).not.toContain(WORKS_ON);
  const again = await ended(false);
  await again.run.send(again.call);
  expect(metBy(afterFifteenMinutes, again.log.getSnapshot())).toContain(WORKS_ON);
});

it('a refresh by a thief who refreshes first does not count as a refresh by the client', async () => {
  const { run, log } = testRun();
  await run.signIn();
  const { refresh_token } = newestTokens(log.getSnapshot());
  await run.send(refreshRequest(run, String(refresh_token)), 'attacker');
  const last = log.getSnapshot().at(-1);
  expect(last && responseOf(last)?.status).toBe(200);
  expect(metBy(afterFifteenMinutes, log.getSnapshot())).not.toContain(
    'the refresh token gets a new access token',
  );
});

it('a working token of another grant is no evidence about the grant that ended', async () => {
  const { log } = await ended(true);
  const { run } = testRun({ log, checkRevocation: true });
  await run.signIn();
  await run.callTool('whoami');
  expect(metBy(afterFifteenMinutes, log.getSnapshot())).not.toContain(WORKS_ON);
});

it('a call after the end of the grant counts even after a sign-in at another server', async () => {
  const { run, log, call } = await ended(true);
  await testRun({ log }).run.signIn();
  await run.send(call);
  expect(metBy(afterFifteenMinutes, log.getSnapshot())).toContain(REVOKED);
});

it.each<[Step, Step[], 'client' | 'thief' | undefined]>([
  ['old call', ['sign in', 'advance'], undefined],
  ['client', ['sign in', 'advance', 'old call', 'thief'], 'thief'],
  ['sign in', ['sign in', 'thief', 'client'], 'thief'],
  ['newest call', ['sign in', 'advance', 'old call', 'client', 'thief'], 'client'],
  ['sign in', ['sign in', 'advance', 'old call', 'client', 'thief', 'newest call'], 'client'],
])('the next step is “%s” after %j, if the %s replaced the first refresh token', (next, taken, by) => {
  expect(nextStep(new Set(taken), by && { by, message: 1 })).toBe(next);
});

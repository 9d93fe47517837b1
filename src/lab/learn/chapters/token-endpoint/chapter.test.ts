import { expect, it } from 'vitest';
import { tokenRequest } from '../../../machine/run/token-request.ts';
import { testRun } from '../../../machine/testing/run.ts';
import { metBy } from '../../testing/met-by.ts';
import { tokenEndpoint } from './chapter.ts';

const GUESS = 'a-guess-of-the-right-length-but-not-the-one-x';

it('a verifier that is refused for its form counts neither as wrong nor as missing', async () => {
  const { run, log } = testRun();
  const callbackUrl = await run.authorize();
  await run.send(tokenRequest(run, callbackUrl, { code_verifier: 'too-short' }));
  expect(metBy(tokenEndpoint, log.getSnapshot())).toEqual([]);
  await run.send(tokenRequest(run, callbackUrl, { code_verifier: GUESS }));
  expect(metBy(tokenEndpoint, log.getSnapshot())).toEqual(['a wrong verifier is refused']);
});

it('a used code with a wrong verifier does not count as used twice, and revokes nothing', async () => {
  const { run, log } = testRun();
  const callbackUrl = await run.authorize();
  await run.send(tokenRequest(run, callbackUrl));
  await run.send(tokenRequest(run, callbackUrl, { code_verifier: GUESS }));
  expect(metBy(tokenEndpoint, log.getSnapshot())).not.toContain(
    'the tokens of the first exchange are revoked',
  );
  await run.send(tokenRequest(run, callbackUrl));
  expect(metBy(tokenEndpoint, log.getSnapshot())).toContain('the tokens of the first exchange are revoked');
});

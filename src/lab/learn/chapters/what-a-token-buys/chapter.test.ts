import { expect, it } from 'vitest';
import { copiedCall } from '../../../machine/run/copied-call.ts';
import { otherServerUrl } from '../../../machine/run/servers.ts';
import { tokenRequest } from '../../../machine/run/token-request.ts';
import { testRun } from '../../../machine/testing/run.ts';
import { responseOf } from '../../../machine/wire/exchange.ts';
import { metBy } from '../../testing/met-by.ts';
import { withAudience, withClaims } from '../token-claims.ts';
import { whatATokenBuys } from './chapter.ts';

async function signedIn() {
  const { run, log } = testRun();
  await run.signIn();
  const { request, token } = await copiedCall(run);
  const callWith = (bearer: string, as?: 'attacker') =>
    run.send({ ...request, headers: { ...request.headers, authorization: `Bearer ${bearer}` } }, as);
  return { run, log, token, callWith };
}

it('an expired token does not count as a token for another server', async () => {
  const { run, log, token, callWith } = await signedIn();
  run.advanceClock(16 * 60_000);
  await callWith(token);
  expect(metBy(whatATokenBuys, log.getSnapshot())).toEqual(['a token for this server is accepted']);
});

it('a token for another server has the wrong audience, or the wrong signature if its aud is rewritten', async () => {
  const { run, log, token, callWith } = await signedIn();
  await callWith(`${token.slice(0, -10)}AAAAAAAAAA`);
  await callWith(withClaims(token, { exp: 9e9 }));
  const resource = otherServerUrl('https://lab.example');
  const callbackUrl = await run.authorize({
    request: ({ searchParams }) => searchParams.set('resource', resource),
  });
  const response = await run.send(tokenRequest(run, callbackUrl, { resource }));
  const { access_token: foreign }: { access_token?: unknown } = Object(await response.json());
  const SIGNATURE = 'a token with a rewritten aud has a wrong signature';
  await callWith(String(foreign));
  expect(metBy(whatATokenBuys, log.getSnapshot())).toContain('a good token for another server is refused');
  expect(metBy(whatATokenBuys, log.getSnapshot())).not.toContain(SIGNATURE);
  await callWith(withAudience(String(foreign), run.resource));
  expect(metBy(whatATokenBuys, log.getSnapshot())).toContain(SIGNATURE);
  const withoutTokens = log.getSnapshot().filter(({ request }) => !request.url.endsWith('/token'));
  expect(metBy(whatATokenBuys, withoutTokens), 'the other token came before').toContain(SIGNATURE);
});

it('a call with the attacker’s own token does not count as a call with the client’s token', async () => {
  const { run, log, token, callWith } = await signedIn();
  const attacker = run.attacker();
  await attacker.signIn();
  await attacker.callTool('whoami');
  const text = 'the same token is accepted from another machine';
  expect(metBy(whatATokenBuys, log.getSnapshot())).not.toContain(text);
  await callWith(token, 'attacker');
  const last = log.getSnapshot().at(-1);
  expect(last && responseOf(last)?.status).toBe(200);
  expect(metBy(whatATokenBuys, log.getSnapshot())).toContain(text);
});

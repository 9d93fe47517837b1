import { expect, it } from 'vitest';
import { copiedCall } from '../../../machine/run/copied-call.ts';
import { formMessage } from '../../../machine/run/token-request.ts';
import { testRun } from '../../../machine/testing/run.ts';
import { newestTokens } from '../../chapters/evidence.ts';
import { readClaims, withClaims } from '../../chapters/token-claims.ts';
import { metBy } from '../../testing/met-by.ts';
import { whatIsInAToken } from './chapter.ts';

async function signedIn(introspection: boolean) {
  const { run, log } = testRun({ checkRevocation: false, introspection });
  await run.signIn();
  const { request: call } = await copiedCall(run);
  const { access_token, refresh_token } = newestTokens(log.getSnapshot());
  const callWith = (token: string) =>
    run.send({ ...call, headers: { ...call.headers, authorization: `Bearer ${token}` } });
  const accessToken = String(access_token);
  const revoke = () =>
    run.send(formMessage(`${run.issuer}/revoke`, { token: accessToken, client_id: 'this-app' }));
  const met = () => metBy(whatIsInAToken, log.getSnapshot());
  return { run, callWith, revoke, met, accessToken, refreshToken: String(refresh_token) };
}

it('a later exp counts as a changed token, and another changed claim does not', async () => {
  const { callWith, met, accessToken } = await signedIn(false);
  const LATER = 'a JWT with a later exp has a wrong signature';
  await callWith(withClaims(accessToken, { scope: 'notes:write' }));
  expect(met()).not.toContain(LATER);
  await callWith(withClaims(accessToken, { exp: Number(readClaims(accessToken).exp) + 60 }));
  expect(met()).toContain(LATER);
});

it('the refresh token of the sign-in counts as the opaque token, and invented text does not', async () => {
  const { callWith, met, refreshToken } = await signedIn(false);
  const OPAQUE = 'the MCP server cannot read an opaque token';
  await callWith('made-up');
  expect(met()).not.toContain(OPAQUE);
  await callWith(refreshToken);
  expect(met()).toContain(OPAQUE);
});

const ALONE = 'a revoked JWT still works at a server that only reads tokens';
const ENDED = 'at such a server, only the exp ends the JWT';
const ASKED = 'a revoked opaque token is refused by a server that asks';

it('a revoked token works at a server that only reads it, and stops only at its exp', async () => {
  const { run, callWith, revoke, met, accessToken } = await signedIn(false);
  expect(met()).not.toContain(ALONE);
  await revoke();
  expect(met()).not.toContain(ALONE);
  await callWith(accessToken);
  expect(met()).toContain(ALONE);
  expect(met()).not.toContain(ENDED);
  run.advanceClock(16 * 60_000);
  await callWith(accessToken);
  expect(met()).toContain(ENDED);
  expect(met()).not.toContain(ASKED);
});

it('a revoked token still counts if the learner signs in at the other server before the token expires', async () => {
  const { run, log } = testRun({ checkRevocation: false });
  await run.signIn();
  const { request: call, token } = await copiedCall(run);
  await run.send(formMessage(`${run.issuer}/revoke`, { token, client_id: 'this-app' }));
  await run.send(call);
  const { run: other } = testRun({ log, introspection: true });
  await other.signIn();
  run.advanceClock(16 * 60_000);
  await run.send(call);
  expect(metBy(whatIsInAToken, log.getSnapshot())).toEqual(expect.arrayContaining([ALONE, ENDED]));
});

it('a token that expired before its next use is no evidence about its revocation', async () => {
  const { run, callWith, revoke, met, accessToken } = await signedIn(false);
  await revoke();
  run.advanceClock(16 * 60_000);
  await callWith(accessToken);
  expect(met()).toEqual(['the token is accepted']);
});

it('a server that introspects tokens learns what an opaque token means, and refuses a revoked opaque token', async () => {
  const { callWith, revoke, met, accessToken } = await signedIn(true);
  const TOLD = 'asked by the MCP server, the authorization server says what an opaque token means';
  expect(accessToken).not.toContain('.');
  expect(met()).toEqual(['the token is accepted', TOLD]);
  await revoke();
  expect(met()).not.toContain(ASKED);
  await callWith(accessToken);
  expect(met()).toEqual(['the token is accepted', TOLD, ASKED]);
});

it('an opaque token that expired is no evidence about its revocation', async () => {
  const { run, callWith, revoke, met, accessToken } = await signedIn(true);
  run.advanceClock(16 * 60_000);
  await callWith(accessToken);
  expect(met()).not.toContain(ASKED);
  await revoke();
  await callWith('made-up');
  expect(met()).not.toContain(ASKED);
});

it('an app that introspects its token is refused, and an app that introspects another text proves nothing', async () => {
  const { run, met, accessToken } = await signedIn(true);
  const NOTHING = 'to an app that asks about its own token, the authorization server says nothing';
  const ask = (token: string) =>
    run.send(formMessage(`${run.issuer}/introspect`, { token, client_id: 'this-app' }));
  await ask('made-up');
  expect(met()).not.toContain(NOTHING);
  expect((await ask(accessToken)).status).toBe(401);
  expect(met()).toContain(NOTHING);
});

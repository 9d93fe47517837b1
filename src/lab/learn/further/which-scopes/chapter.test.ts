import { describe, expect, it } from 'vitest';
import { copiedCall } from '../../../machine/run/copied-call.ts';
import { refreshRequest } from '../../../machine/run/token-request.ts';
import { personNamed } from '../../../machine/run/user-agent.ts';
import { testMachine, testRun } from '../../../machine/testing/run.ts';
import { mcpRequests, newestTokens } from '../../chapters/evidence.ts';
import { metBy } from '../../testing/met-by.ts';
import { whichScopes } from './chapter.ts';

const LISTED = 'with notes:read alone, the notes are listed';
const REFUSED = 'writing is refused: the token lacks the scope';
const REFRESH = 'a refresh gets no scope that was not granted';
const PARTLY = 'after a step-up that the person allows in part, writing is refused again';
const WRITTEN = 'after a step-up that the person allows, the note is written';

async function signedIn(grants?: readonly string[]) {
  const { run, log } = testRun({ person: { ...personNamed('ada'), ...(grants && { grants }) } });
  await run.signIn();
  await run.callTool('list_notes');
  const write = () => run.callTool('add_note', { text: 'A note.' });
  const met = () => metBy(whichScopes, log.getSnapshot());
  return { run, log, write, met };
}

it('a call without the scope is refused, and a call after an allowed step-up succeeds', async () => {
  const { run, write, met } = await signedIn();
  expect(met()).toEqual([LISTED]);
  await expect(write()).rejects.toThrow();
  expect(met()).toEqual([LISTED, REFUSED]);
  await run.stepUp(['notes:write']);
  expect(met()).toEqual([LISTED, REFUSED]);
  await write();
  expect(met()).toEqual([LISTED, REFUSED, WRITTEN]);
});

it('after a step-up that the person allows in part, a write is refused as before', async () => {
  const { run, write, met } = await signedIn(['openid', 'offline_access', 'notes:read']);
  await expect(write()).rejects.toThrow();
  await expect(write()).rejects.toThrow();
  expect(met()).not.toContain(PARTLY);
  await run.stepUp(['notes:write']);
  await expect(write()).rejects.toThrow();
  expect(met()).toEqual([LISTED, REFUSED, PARTLY]);
});

it('a note that is written with a scope from the sign-in does not prove a step-up', async () => {
  const { run, log } = testRun();
  await run.signIn({
    request: ({ searchParams }) => searchParams.set('scope', 'offline_access notes:read notes:write'),
  });
  await run.callTool('add_note', { text: 'A note.' });
  expect(metBy(whichScopes, log.getSnapshot())).toEqual([]);
});

describe('two sign-ins that take turns', () => {
  function twoSignIns() {
    const machine = testMachine();
    const ada = personNamed('ada');
    const begin = async (grants?: readonly string[]) => {
      const run = machine.start({ person: { ...ada, ...(grants && { grants }) } });
      await run.signIn();
      const refusedWrite = () => expect(run.callTool('add_note', { text: 'A note.' })).rejects.toThrow();
      return { run, refusedWrite };
    };
    return { begin, met: () => metBy(whichScopes, machine.log.getSnapshot()) };
  }

  it('prove what each sign-in would prove alone', async () => {
    const { begin, met } = twoSignIns();
    const partly = await begin(['openid', 'offline_access', 'notes:read']);
    await partly.refusedWrite();
    const whole = await begin();
    await whole.refusedWrite();
    await partly.run.stepUp(['notes:write']);
    await partly.refusedWrite();
    await whole.run.stepUp(['notes:write']);
    await whole.run.callTool('add_note', { text: 'A note.' });
    expect(met()).toEqual(expect.arrayContaining([PARTLY, WRITTEN]));
  });

  it('count a step-up only after a refusal in the same sign-in', async () => {
    const { begin, met } = twoSignIns();
    const partly = await begin(['openid', 'offline_access', 'notes:read']);
    const whole = await begin();
    await partly.refusedWrite();
    await whole.run.stepUp(['notes:write']);
    await whole.run.callTool('add_note', { text: 'A note.' });
    expect(met()).not.toContain(WRITTEN);
  });
});

it('a refused refresh counts if it requested more scopes, but not if its token was wrong', async () => {
  const { run, log, met } = await signedIn();
  const { refresh_token } = newestTokens(log.getSnapshot());
  const scope = 'notes:read notes:write';
  await run.send(refreshRequest(run, 'made-up', { scope }));
  expect(met()).not.toContain(REFRESH);
  await run.send(refreshRequest(run, String(refresh_token), { scope }));
  expect(met()).toContain(REFRESH);
});

it('after a step-up that the person allows in full, a refusal of the earlier token does not prove a partial step-up', async () => {
  const { run, log, write, met } = await signedIn();
  await expect(write()).rejects.toThrow();
  const refused = mcpRequests(log.getSnapshot(), 'tools/call').at(-1)?.request;
  if (!refused) throw new Error('The client called no tool.');
  await run.stepUp(['notes:write']);
  await run.send(refused);
  expect(met()).toEqual([LISTED, REFUSED]);
});

it('a call to write that is refused for its expired token is no evidence about scopes', async () => {
  const { run, met } = await signedIn();
  const { request: listed } = await copiedCall(run);
  run.advanceClock(16 * 60_000);
  const body = listed.body.replace('whoami', 'add_note');
  const served = await run.send({ ...listed, headers: { ...listed.headers, 'mcp-name': 'add_note' }, body });
  expect(served.status).toBe(401);
  expect(met()).toEqual([LISTED]);
});

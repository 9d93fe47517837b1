import { describe, expect, it } from 'vitest';
import { copiedCall } from '../../../machine/run/copied-call.ts';
import { bringToAttacker } from '../../../machine/run/script-in-page.ts';
import { type Exchange, parametersOf } from '../../../machine/wire/exchange.ts';
import { verdictOn } from '../../chapters/verdict.ts';
import { machineFor, metBy } from '../../testing/met-by.ts';
import { SHOWN, theStolenToken } from './chapter.ts';
import {
  callFromPage,
  EXTRACTABLE,
  ITS_NONCE,
  NO_NONCE,
  NOT_EXTRACTABLE,
  proveInAdvance,
  takeKey,
  takenInWords,
} from './script.ts';
import {
  AS_BEARER,
  type Attempt,
  NEXT_TOKEN,
  OTHER_ADDRESS,
  OTHER_METHOD,
  OWN_KEY,
  SAME_REQUEST,
  sendTokenAlone,
  tryCopied,
  WITH_PROOF,
} from './thefts.ts';
import { signInForBound } from './victim.ts';

/** The parameters that a script sent to the attacker. */
const broughtIn = (log: readonly Exchange[]) =>
  log.filter(({ to }) => to === 'attacker').flatMap(({ request }) => parametersOf(request));

const OF_CLIENT = [SHOWN.issued, SHOWN.accepted];

function stolenFrom() {
  const { machine, met } = machineFor(theStolenToken);
  return { machine, met, log: () => machine.log.getSnapshot() };
}

describe('a stolen token that the attacker sends without a proof', () => {
  it('works as a bearer token', async () => {
    const { machine, met } = stolenFrom();
    await sendTokenAlone(machine, AS_BEARER);
    expect(met()).toEqual([SHOWN.bearer]);
  });

  it('is refused for the missing proof if it is bound to a key', async () => {
    const { machine, log, met } = stolenFrom();
    await sendTokenAlone(machine, WITH_PROOF);
    expect(met()).toEqual([...OF_CLIENT, SHOWN.noProof]);
    expect(verdictOn(log(), true)).toMatchObject({
      tone: 'ok',
      title: '401. The MCP server refused the message: bound token without its scheme',
      rule: { label: 'RFC 9449 §7.2' },
    });
  });

  it('proves nothing if the server accepts a bound token as a bearer token', async () => {
    const { machine, met } = stolenFrom();
    const { run } = await signInForBound(machine, { dpopTokenBinding: 'as bearer' });
    const { request: call } = await copiedCall(run);
    const authorization = call.headers.authorization?.replace('DPoP', 'Bearer') ?? '';
    const response = await run.send({ ...call, headers: { ...call.headers, authorization } }, 'attacker');
    expect(response.status).toBe(200);
    expect(met()).toEqual(OF_CLIENT);
  });
});

const ATTEMPTS: [Attempt, string][] = [
  [OWN_KEY, SHOWN.otherKey],
  [SAME_REQUEST, SHOWN.replayed],
  [OTHER_METHOD, SHOWN.method],
  [OTHER_ADDRESS, SHOWN.address],
  [NEXT_TOKEN, SHOWN.token],
];

describe('a stolen token that is bound to a key', () => {
  it.each(ATTEMPTS)('is refused, and only this attempt counts as tried: $0.name', async (attempt, shown) => {
    const { machine, met } = stolenFrom();
    await tryCopied(machine, attempt);
    expect(met()).toEqual([...OF_CLIENT, shown]);
  });

  it('is no evidence about its proof after the token has expired', async () => {
    const { machine, met } = stolenFrom();
    const { run } = await signInForBound(machine);
    const { request: call } = await copiedCall(run);
    run.advanceClock(16 * 60_000);
    await run.send(call, 'attacker');
    expect(met()).toEqual(OF_CLIENT);
  });

  it('is no evidence if the client itself sends its proof again', async () => {
    const { machine, met } = stolenFrom();
    const { run } = await signInForBound(machine);
    expect((await run.send((await copiedCall(run)).request)).status).toBe(401);
    expect(met()).toEqual(OF_CLIENT);
  });

  it('is no evidence if the server accepts a proof twice', async () => {
    const { machine, met } = stolenFrom();
    const { run } = await signInForBound(machine, { dpopProofUnchecked: 'jti' });
    expect((await run.send((await copiedCall(run)).request, 'attacker')).status).toBe(200);
    expect(met()).toEqual(OF_CLIENT);
  });
});

describe('a script in the page', () => {
  it('calls with the key of the page, and brings the result', async () => {
    const { machine, met } = stolenFrom();
    await callFromPage(machine, NOT_EXTRACTABLE);
    expect(met()).toEqual([...OF_CLIENT, SHOWN.fromPage]);
  });

  it('that brings another text proves nothing', async () => {
    const { machine, met } = stolenFrom();
    const victim = await signInForBound(machine);
    await copiedCall(victim.run);
    await bringToAttacker(victim.run, 'made-up');
    expect(met()).toEqual(OF_CLIENT);
  });

  it('does not get the private key from the browser', async () => {
    const { machine, log, met } = stolenFrom();
    const taken = await takeKey(machine, NOT_EXTRACTABLE);
    expect(met()).toEqual([...OF_CLIENT, SHOWN.keyStays]);
    expect(takenInWords(taken)).toBe(
      'The browser did not export the private key: InvalidAccessError. The script brought the attacker nothing but this error and the token.',
    );
    expect(broughtIn(log()).map(([name]) => name)).toEqual(['taken', 'token']);
    expect(broughtIn(log())[0]).toEqual(['taken', 'InvalidAccessError']);
    expect(log().filter(({ from }) => from === 'attacker')).toEqual([]);
  });

  it('takes an extractable key, and the attacker calls with that key', async () => {
    const { machine, log, met } = stolenFrom();
    const taken = await takeKey(machine, EXTRACTABLE);
    expect(met()).toEqual([...OF_CLIENT, SHOWN.keyTaken]);
    expect(takenInWords(taken)).toBe(
      'The browser exported the private key. The attacker signed a proof with this key, on another machine.',
    );
    expect(JSON.parse(broughtIn(log())[0]?.[1] ?? '')).toHaveProperty('d');
  });
});

describe('a proof that the script made in advance', () => {
  it('works ten minutes later if the server requires no nonce', async () => {
    const { machine, met } = stolenFrom();
    await proveInAdvance(machine, NO_NONCE);
    expect(met()).toEqual([...OF_CLIENT, SHOWN.advance]);
  });

  it('is refused for its nonce if the server requires a nonce', async () => {
    const { machine, met } = stolenFrom();
    await proveInAdvance(machine, ITS_NONCE);
    expect(met()).toEqual([...OF_CLIENT, SHOWN.nonce]);
  });
});

describe('a log in which one message was altered', () => {
  /** What a log shows when a message of the attacker, or a response to the client, was altered. */
  const metWith = (log: readonly Exchange[], alter: (exchange: Exchange) => Exchange) =>
    metBy(theStolenToken, log.map(alter));
  const withProof = (exchange: Exchange, dpop: string | undefined): Exchange => ({
    ...exchange,
    request: { ...exchange.request, headers: { ...exchange.request.headers, ...(dpop && { dpop }) } },
  });
  const isTheft = ({ from, to }: Exchange) => from === 'attacker' && to === 'MCP server';

  it('does not show that another key is refused if the proof is by the key of the client', async () => {
    const { machine, log, met } = stolenFrom();
    await tryCopied(machine, OWN_KEY);
    expect(met()).toContain(SHOWN.otherKey);
    const ofClient = log().findLast(({ from, request }) => from === 'client' && request.headers.dpop);
    const alter = (one: Exchange) => (isTheft(one) ? withProof(one, ofClient?.request.headers.dpop) : one);
    expect(metWith(log(), alter)).not.toContain(SHOWN.otherKey);
  });

  it.each([
    [SAME_REQUEST, SHOWN.replayed],
    [OTHER_METHOD, SHOWN.method],
    [OTHER_ADDRESS, SHOWN.address],
    [NEXT_TOKEN, SHOWN.token],
  ])('proves nothing about “$name” if the client never sent the proof', async (attempt, shown) => {
    const { machine, log, met } = stolenFrom();
    await tryCopied(machine, attempt);
    expect(met()).toContain(shown);
    const alter = (one: Exchange) => (isTheft(one) ? withProof(one, `${one.request.headers.dpop}x`) : one);
    expect(metWith(log(), alter)).not.toContain(shown);
  });

  it('does not show a proof made in advance if the attacker used the proof at once', async () => {
    const { machine, log, met } = stolenFrom();
    await proveInAdvance(machine, NO_NONCE);
    expect(met()).toContain(SHOWN.advance);
    const [first] = log();
    const alter = (one: Exchange) => ({ ...one, atMs: first?.atMs ?? 0 });
    expect(metWith(log(), alter)).not.toContain(SHOWN.advance);
  });

  it('does not show a bound token if the server issued another kind of token for the proof', async () => {
    const { machine, log, met } = stolenFrom();
    await sendTokenAlone(machine, WITH_PROOF);
    expect(met()).toContain(SHOWN.issued);
    const alter = (one: Exchange): Exchange =>
      'response' in one.outcome && one.outcome.response.body.includes('access_token')
        ? {
            ...one,
            outcome: {
              ...one.outcome,
              response: {
                ...one.outcome.response,
                body: one.outcome.response.body.replace(/"access_token":"[^"]*"/, '"access_token":"opaque"'),
              },
            },
          }
        : one;
    expect(metWith(log(), alter)).not.toContain(SHOWN.issued);
  });
});

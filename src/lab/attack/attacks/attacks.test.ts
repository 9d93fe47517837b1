import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { excerpt } from '../../machine/source/excerpt.ts';
import { testMachine } from '../../machine/testing/run.ts';
import { parameterOf, responseOf } from '../../machine/wire/exchange.ts';
import { attacks } from './index.ts';
import { beginAttack, playAttack, type ScenarioDefences } from './play-attack.ts';
import { REFUSED_AT, refusalSource } from './refused-at.ts';
import { toolResponse, VICTIM } from './stolen-code.ts';

const source = join(import.meta.dirname, '../../..');
const shownFunction = ({ file, name }: { file: string; name: string }) =>
  excerpt(readFileSync(join(source, file), 'utf8'), name);

/** A part of the reason why each attack fails in the defended scenario. */
const STOPPED_BY: Record<string, string> = {
  'code-interception': 'missing code_verifier',
  'code-injection': 'code_verifier does not match',
  'pkce-downgrade': 'missing code_challenge',
  'plain-challenge': 'code_verifier does not match',
  'replayed-code': 'code used before',
  'csrf-sign-in': 'This tab has no such sign-in',
  'mix-up': 'The response names another issuer',
  'redirect-prefix': 'unregistered redirect_uri',
  'open-redirect': 'The client went to / instead.',
  'refresh-replay': 'refresh token used before',
  'counterfeit-audience': 'unknown resource',
  'stolen-token': 'token bound to another key',
  'replayed-proof': 'DPoP proof used before',
  'proofs-in-advance': 'unknown DPoP nonce',
  'exported-key': 'The browser did not export the private key: InvalidAccessError.',
  'weak-verifier': 'code_verifier does not match',
};

const withoutWindows = attacks.filter(({ needs }) => needs === undefined);

async function countSteps(slug: string, scenario: ScenarioDefences): Promise<number> {
  const attack = attacks.find((each) => each.slug === slug);
  if (!attack) throw new Error(`There is no attack ${slug}.`);
  const play = beginAttack(attack, testMachine(), { scenario });
  for (let count = 1; ; count += 1) if (await play.next()) return count;
}

describe.each(withoutWindows)('$title', (attack) => {
  it('does harm in the weak scenario, in as many steps as the attack lists, and the log shows the harm', async () => {
    expect(await playAttack(attack, testMachine(), 'weak')).toMatchObject({ succeeded: true });
    expect(await countSteps(attack.slug, 'weak')).toBe(attack.steps.length);
  });

  it('fails in the defended scenario for the listed reason', async () => {
    const outcome = await playAttack(attack, testMachine(), 'defended');
    expect(outcome).toMatchObject({ succeeded: false });
    expect(!outcome.succeeded && outcome.reason).toContain(STOPPED_BY[attack.slug]);
    expect(!outcome.succeeded && refusalSource(attack, outcome.sourceString)).toBeTruthy();
  });

  it('has no outcome if a message of its client is lost', async () => {
    const machine = testMachine();
    const { gate } = machine;
    gate.setStepping(true);
    gate.subscribe(() => {
      const held = gate.getSnapshot();
      if (held.status === 'paused') queueMicrotask(held.exchangeId === 2 ? gate.drop : () => gate.send());
    });
    await expect(playAttack(attack, machine, 'defended')).rejects.toMatchObject({ code: 'unreachable' });
  });
});

it.each([
  [true, 3],
  [false, undefined],
])(
  'an outcome names the message that the learner changed, if there is such a message (%s)',
  async (isChanged, changed) => {
    const attack = attacks.find(({ slug }) => slug === 'code-interception');
    if (!attack) throw new Error('There is no such attack.');
    const machine = testMachine();
    const { gate } = machine;
    gate.setStepping(true);
    gate.subscribe(() => {
      const held = gate.getSnapshot();
      if (held.status !== 'paused') return;
      const headers = {
        ...held.message.headers,
        ...(isChanged && held.exchangeId === 3 && { 'x-changed': '1' }),
      };
      queueMicrotask(() => gate.send({ ...held.message, headers }));
    });
    expect((await playAttack(attack, machine, 'weak')).changed).toBe(changed);
  },
);

describe('a script in the page', () => {
  it.each(['weak', 'defended'] as const)('calls a tool, as the page does: %s scenario', async (scenario) => {
    const attack = attacks.find(({ slug }) => slug === 'exported-key');
    if (!attack) throw new Error('There is no such attack.');
    const machine = testMachine();
    await playAttack(attack, machine, scenario);
    const log = machine.log.getSnapshot();
    const called = toolResponse(log, 'client', VICTIM);
    const brought = log.find(({ to }) => to === 'attacker');
    expect(called && responseOf(called)?.body).toBe(brought && parameterOf(brought.request, 'taken'));
    expect(brought && parameterOf(brought.request, 'taken')).toContain(VICTIM);
  });
});

describe.each(attacks)('$title', (attack) => {
  const { refusal, naive, missing, stoppedBy } = attack;

  it('names functions that exist in the source', () => {
    for (const shown of [refusal, ...(naive ? [naive.wrong, naive.right] : [])]) {
      expect(shownFunction(shown)).toContain(shown.name);
    }
    if (naive) expect(shownFunction(naive.wrong)).toContain('WRONG');
    if (refusal.line) expect(shownFunction(refusal), 'the line that refuses').toContain(refusal.line);
  });

  it('names a function only for the refusals that it lists', () => {
    expect(refusalSource(attack, 'wrong password')).toBeUndefined();
  });

  it('has a weak scenario that lacks only defences against this attack', () => {
    expect(missing.filter((defence) => !stoppedBy.includes(defence))).toEqual([]);
  });
});

describe.each(Object.entries(REFUSED_AT))('the refusal "%s"', (reason, where) => {
  it('is in the listed function', () => expect(shownFunction(where)).toContain(`'${reason}'`));
});

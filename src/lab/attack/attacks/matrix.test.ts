import { describe, expect, it } from 'vitest';
import { testMachine } from '../../machine/testing/run.ts';
import { attacks } from './index.ts';
import { MATRIX_DEFENCES, playMatrix } from './matrix.ts';
import { playAttack } from './play-attack.ts';

const withoutWindows = attacks.filter(({ needs }) => needs === undefined);

describe.each(withoutWindows)('$title', (attack) => {
  it('is stopped by each single defence that it names, and by no other defence', async () => {
    const stopped: string[] = [];
    for await (const { defence, outcome } of playMatrix([attack], 'only', 'https://lab.example')) {
      if (!outcome.succeeded) stopped.push(defence);
    }
    expect(stopped.toSorted()).toEqual(
      attack.stoppedBy.filter((name) => MATRIX_DEFENCES.includes(name)).toSorted(),
    );
  });

  it('with one defence off, succeeds only if no other defence stops it', async () => {
    const remaining = attack.stoppedBy.filter((name) => !attack.overcome?.includes(name));
    const succeeded: string[] = [];
    for await (const { defence, outcome } of playMatrix([attack], 'without', 'https://lab.example')) {
      if (outcome.succeeded) succeeded.push(defence);
    }
    expect(succeeded).toEqual(remaining.length === 1 ? remaining : []);
  });
});

describe('DPoP', () => {
  /** The reason with which a server refuses each attack if the attack's first defence is missing. */
  const refusals = {
    'code-interception': 'code bound to another key',
    'code-injection': 'code bound to another key',
    'plain-challenge': 'code bound to another key',
    'replayed-code': 'code bound to another key',
    'refresh-replay': 'refresh token bound to another key',
    'counterfeit-audience': 'token bound to another key',
    'weak-verifier': 'code bound to another key',
  };

  it.each(Object.entries(refusals))('stops %s if the first defence is off: "%s"', async (slug, reason) => {
    const attack = attacks.find((each) => each.slug === slug);
    if (!attack) throw new Error(`There is no attack ${slug}.`);
    const outcome = await playAttack(attack, testMachine(), { without: attack.missing[0] });
    expect(outcome).toMatchObject({ succeeded: false, reason });
  });

  it('is off in both scenarios of an attack that is not about DPoP', async () => {
    const [interception] = attacks;
    if (!interception) throw new Error('There is no attack.');
    for (const scenario of ['weak', 'defended'] as const) {
      const machine = testMachine();
      await playAttack(interception, machine, scenario);
      expect(JSON.stringify(machine.log.getSnapshot())).not.toContain('dpop_jkt');
    }
  });
});

it('the audit log stops no attack, and records every attack except the open redirect', async () => {
  for (const attack of withoutWindows) {
    const outcome = await playAttack(attack, testMachine(), { only: 'audit' });
    expect(outcome, attack.slug).toMatchObject({ succeeded: true });
    expect(outcome.succeeded && outcome.noticed, attack.slug).toBe(attack.slug !== 'open-redirect');
  }
});

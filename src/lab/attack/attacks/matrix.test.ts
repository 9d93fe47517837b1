import { describe, expect, it } from 'vitest';
import { createMachine } from '../../machine/machine.ts';
import { createRun } from '../../machine/run/run.ts';
import { attacks } from './index.ts';
import { MATRIX_DEFENCES, playMatrix } from './matrix.ts';
import { playAttack } from './play-attack.ts';

const withoutWindows = attacks.filter(({ needs }) => needs === undefined);

describe.each(withoutWindows)('$title', (attack) => {
  it('is stopped by each defence that it names alone, and by no other', async () => {
    const stopped: string[] = [];
    for await (const { defence, outcome } of playMatrix([attack], 'only', 'https://lab.example')) {
      if (!outcome.succeeded) stopped.push(defence);
    }
    expect(stopped.toSorted()).toEqual(
      attack.stoppedBy.filter((name) => MATRIX_DEFENCES.includes(name)).toSorted(),
    );
  });

  it('succeeds without one defence only if no other one stops it', async () => {
    const remaining = attack.stoppedBy.filter((name) => !attack.overcome?.includes(name));
    const succeeded: string[] = [];
    for await (const { defence, outcome } of playMatrix([attack], 'without', 'https://lab.example')) {
      if (outcome.succeeded) succeeded.push(defence);
    }
    expect(succeeded).toEqual(remaining.length === 1 ? remaining : []);
  });
});

describe('the audit log', () => {
  it('stops nothing, and records each attack that reached a server as the attacker', async () => {
    for (const attack of withoutWindows) {
      const machine = createMachine({ origin: 'https://lab.example', createRun });
      const outcome = await playAttack(attack, machine, { only: 'audit' });
      expect(outcome, attack.slug).toMatchObject({ succeeded: true });
      expect(outcome.succeeded && outcome.noticed, attack.slug).toBe(attack.slug !== 'open-redirect');
    }
  });
});

import { describe, expect, it } from 'vitest';
import type { Machine } from '../../machine/machine.ts';
import { createRun } from '../../machine/run/run.ts';
import { type DrawnCase, drawExam, gradeAnswer, playCase, withoutServerView } from './exam.ts';
import type { ExamAttack } from './exam-attacks.ts';
import { REFUSALS } from './refusals.ts';

const ORIGIN = 'https://lab.example';

/** A stand-in for an attack: it signs in, and `defended` decides how it ends. */
const attackNamed = (title: string): ExamAttack => ({
  slug: title,
  title,
  hasProofs: () => title.includes('proof'),
  async play(machine: Machine, defended: boolean) {
    await machine.start().signIn();
    return defended ? { end: 'stopped by the client', reason: 'no state' } : { end: 'harm', exchangeId: 1 };
  },
});
const ATTACKS = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(attackNamed);

const namesOf = (drawn: readonly DrawnCase[]) =>
  drawn.map((each) => (each.kind === 'attack' ? [each.attack.title, each.defended] : each.refusal.reason));

describe('an exam', () => {
  it('is the same for the same seed, and differs for a different seed', () => {
    expect(namesOf(drawExam(7, ATTACKS))).toEqual(namesOf(drawExam(7, ATTACKS)));
    expect(namesOf(drawExam(8, ATTACKS))).not.toEqual(namesOf(drawExam(7, ATTACKS)));
  });

  it.each([1, 2, 3, 4, 5])('of seed %i has each kind of case once, with the right option', (seed) => {
    const drawn = drawExam(seed, ATTACKS);
    expect(drawn.filter(({ kind }) => kind === 'attack')).toHaveLength(3);
    expect(new Set(namesOf(drawn).map(String)).size).toBe(6);
    for (const each of drawn) {
      expect(new Set(each.options).size).toBe(5);
      expect(each.options).toContain(each.kind === 'attack' ? each.attack.title : each.refusal.reason);
    }
    const defended = drawn.flatMap((each) => (each.kind === 'attack' ? [each.defended] : []));
    expect(new Set(defended)).toEqual(new Set([true, false]));
  });

  it('offers all attacks with DPoP proofs for a run with such proofs, and none of them for other runs', () => {
    const attacks = [...ATTACKS, ...['proof 1', 'proof 2', 'proof 3'].map(attackNamed)];
    const drawn = Array.from({ length: 20 }, (_, seed) => drawExam(seed, attacks)).flat();
    const withProofs = drawn.flatMap((each) =>
      each.kind === 'attack'
        ? `${each.attack.hasProofs(each.defended)}: ${each.options.filter((title) => title.includes('proof')).length}`
        : [],
    );
    expect(new Set(withProofs)).toEqual(new Set(['true: 3', 'false: 0']));
  });
});

describe.each(REFUSALS)('the case $reason', (refusal) => {
  it('is refused by the server for that reason, and no message contains the reason', async () => {
    const { log, truth } = await playCase({ kind: 'refusal', refusal, options: [] }, ORIGIN, createRun);
    expect(truth.what).toBe(refusal.reason);
    expect(JSON.stringify(log)).toContain(`"reason":"${refusal.reason}"`);
    expect(JSON.stringify(withoutServerView(log))).not.toContain(refusal.reason);
    const [refusedId] = truth.refusedIds;
    expect(gradeAnswer(truth, { what: truth.what, refusedId })).toEqual({
      what: true,
      end: true,
      message: true,
    });
    expect(gradeAnswer(truth, { what: 'another', refusedId: 1 })).toEqual({
      what: false,
      end: true,
      message: false,
    });
    expect(gradeAnswer(truth, {}).message).toBe(false);
  });
});

it('a run without the refusal that was drawn causes an error that names the drawn refusal', async () => {
  const refusal = { reason: 'code used before' as const, play: async () => {} };
  await expect(playCase({ kind: 'refusal', refusal, options: [] }, ORIGIN, createRun)).rejects.toThrow(
    'drawn for "code used before"',
  );
});

it('the answer to an attack must name the attack and its outcome, and a message only if a server refused one', async () => {
  const [attack] = ATTACKS;
  if (!attack) throw new Error('There is no attack.');
  const { truth } = await playCase(
    { kind: 'attack', attack, defended: false, options: [] },
    ORIGIN,
    createRun,
  );
  expect(gradeAnswer(truth, { what: 'a', end: 'harm' })).toEqual({ what: true, end: true, message: true });
  expect(gradeAnswer(truth, { what: 'a', end: 'stopped by the client' }).end).toBe(false);
  expect(gradeAnswer(truth, { what: 'a', end: 'harm', refusedId: 1 }).message).toBe(false);
});

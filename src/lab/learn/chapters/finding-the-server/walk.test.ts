import { describe, expect, it } from 'vitest';
import { createMachine } from '../../../machine/machine.ts';
import { createRun } from '../../../machine/run/run.ts';
import { findingTheServer } from './chapter.ts';
import { decide } from './decide.ts';
import { DOCUMENTS } from './documents.ts';
import { walk } from './walk.ts';

const machineAt = (heldMs: number) =>
  createMachine({ origin: 'https://lab.example', paceMs: () => heldMs, createRun });

describe('a machine', () => {
  it('lets a learner prove a chapter by pressing each button before the work of the previous button ends', async () => {
    const machine = machineAt(1);
    const asked = DOCUMENTS.flatMap((document) => {
      const { middleware } = document;
      return [
        machine.inTurn(() => walk(machine.start({ middleware }))),
        machine.inTurn(() => decide(machine, document)),
      ];
    });
    await Promise.allSettled(asked);
    const criteria = findingTheServer.proof(machine.log.getSnapshot(), machine.decisions.getSnapshot());
    expect(criteria.filter(({ met }) => !met)).toEqual([]);
  });

  it('continues after a failure, and reports the failure to its caller', async () => {
    const machine = machineAt(0);
    const failed = machine.inTurn(() => Promise.reject(new TypeError('The message was dropped.')));
    const next = machine.inTurn(async () => 'done');
    await expect(failed).rejects.toThrow('dropped');
    await expect(next).resolves.toBe('done');
  });
});

import { describe, expect, it } from 'vitest';
import { createMachine } from '../../../machine/machine.ts';
import { createRun } from '../../../machine/run/run.ts';
import { findingTheServer } from './chapter.ts';
import { DOCUMENTS, questionOf } from './documents.ts';
import { walk } from './walk.ts';

const machineAt = (heldMs: number) =>
  createMachine({ origin: 'https://lab.example', paceMs: () => heldMs, createRun });

describe('a machine', () => {
  it('proves a chapter to somebody who presses the next button before the last one is done', async () => {
    const machine = machineAt(1);
    const asked = DOCUMENTS.flatMap((document) => {
      machine.answers.give(questionOf(document), document.right);
      const { middleware } = document;
      return [
        machine.inTurn(() => walk(machine.start({ middleware }))),
        machine.inTurn(() => machine.start({ middleware }).obtainAnswer()),
      ];
    });
    await Promise.allSettled(asked);
    const claims = findingTheServer.proof(machine.log.getSnapshot(), machine.answers.getSnapshot());
    expect(claims.filter(({ met }) => !met)).toEqual([]);
  });

  it('goes on to the next thing when one has failed, and tells whoever asked for it', async () => {
    const machine = machineAt(0);
    const failed = machine.inTurn(() => Promise.reject(new TypeError('The message was dropped on its way.')));
    const next = machine.inTurn(async () => 'done');
    await expect(failed).rejects.toThrow('dropped');
    await expect(next).resolves.toBe('done');
  });
});

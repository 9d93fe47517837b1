import { describe, expect, it } from 'vitest';
import { createMachine } from '../../machine/machine.ts';
import { createRun } from '../../machine/run/run.ts';
import { examAttacks } from './exam-attacks.ts';

describe.each(examAttacks)('in an exam, $title', ({ play }) => {
  it('does its harm in the weak scenario, and is refused or stopped in the defended scenario', async () => {
    const ended = await Promise.all(
      [false, true].map((defended) =>
        play(createMachine({ origin: 'https://lab.example', createRun }), defended),
      ),
    );
    expect(ended[0]?.end).toBe('harm');
    expect(ended[1]?.end).toMatch(/^refused by a server$|^stopped by the client$/);
  });
});

it('an exam lists the refused messages of the attack, except a message that is refused only for a missing nonce', async () => {
  const stolen = examAttacks.find(({ slug }) => slug === 'stolen-token');
  const machine = createMachine({ origin: 'https://lab.example', createRun });
  const ended = await stolen?.play(machine, true);
  const log = machine.log.getSnapshot();
  expect(JSON.stringify(log)).toContain('missing DPoP nonce');
  const refused = ended?.end === 'refused by a server' ? ended.refusedIds : [];
  expect(log.filter(({ id }) => refused.includes(id)).map(({ from, to }) => [from, to])).toEqual([
    ['attacker', 'MCP server'],
    ['attacker', 'MCP server'],
  ]);
});

import { describe, expect, it } from 'vitest';
import { testMachine } from '../../machine/testing/run.ts';
import { examAttacks } from './exam-attacks.ts';

describe.each(examAttacks)('in an exam, $title', ({ play, hasProofs }) => {
  it.each([
    ['does its harm', 'weak', false, /^harm$/],
    ['is refused or stopped', 'defended', true, /^refused by a server$|^stopped by the client$/],
  ])('%s in the %s scenario, with DPoP proofs only if the exam says so', async (_, __, defended, end) => {
    const machine = testMachine();
    expect((await play(machine, defended)).end).toMatch(end);
    const log = machine.log.getSnapshot();
    expect(log.some(({ request }) => 'dpop' in request.headers)).toBe(hasProofs(defended));
  });
});

it('an exam lists the refused messages of the attack, except a message that the server refuses only for a missing nonce', async () => {
  const stolen = examAttacks.find(({ slug }) => slug === 'stolen-token');
  const machine = testMachine();
  const ended = await stolen?.play(machine, true);
  const log = machine.log.getSnapshot();
  expect(JSON.stringify(log)).toContain('missing DPoP nonce');
  const refused = ended?.end === 'refused by a server' ? ended.refusedIds : [];
  expect(log.filter(({ id }) => refused.includes(id)).map(({ from, to }) => [from, to])).toEqual([
    ['attacker', 'MCP server'],
    ['attacker', 'MCP server'],
  ]);
});

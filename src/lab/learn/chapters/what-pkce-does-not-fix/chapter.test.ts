import { describe, expect, it } from 'vitest';
import { personNamed } from '../../../machine/run/user-agent.ts';
import { testMachine, testRun } from '../../../machine/testing/run.ts';
import type { Exchange } from '../../../machine/wire/exchange.ts';
import { auditLines, GAPS, type Gap } from './gaps.ts';

async function played(gap: Gap, controlled: boolean): Promise<readonly Exchange[]> {
  const machine = testMachine();
  await gap.play(machine, controlled).catch(() => undefined);
  return machine.log.getSnapshot();
}

describe.each(GAPS)('$name', (gap) => {
  it('works without the control that stops it', async () => {
    const log = await played(gap, false);
    expect(gap.open(log)).toBeDefined();
    expect(gap.control?.closed(log)).toBeUndefined();
  });

  it('does not count messages of another attack', async () => {
    for (const other of GAPS.filter((each) => each !== gap)) {
      const log = await played(other, false);
      expect(gap.open(log), other.name).toBeUndefined();
      expect(gap.control?.closed(log), other.name).toBeUndefined();
    }
  });
});

it.each(GAPS.filter(({ control }) => control))('$name fails with the control that stops it', async (gap) => {
  const log = await played(gap, true);
  expect(gap.open(log)).toBeUndefined();
  expect(gap.control?.closed(log)).toBeDefined();
});

it('a stolen token that is refused for its audience does not count as an expired token', async () => {
  const gap = GAPS.find(({ name }) => name === 'Use a stolen token an hour later');
  const log = (await played(gap ?? GAPS[0], true)).map((exchange) => ({
    ...exchange,
    serverView: exchange.serverView.map((seen) =>
      seen.kind === 'wrote down' && seen.entry.detail === 'expired'
        ? { ...seen, entry: { ...seen.entry, detail: 'wrong audience' } }
        : seen,
    ),
  }));
  expect(gap?.control?.closed(log)).toBeUndefined();
});

it('a stolen token that is used at once is no evidence for a use an hour later', async () => {
  const gap = GAPS.find(({ name }) => name === 'Use a stolen token an hour later');
  const log = (await played(gap ?? GAPS[0], false)).map((exchange) => ({ ...exchange, atMs: 0 }));
  expect(gap?.open(log)).toBeUndefined();
});

it('an encrypted copy of another message is no evidence about the call', async () => {
  const gap = GAPS.find(({ name }) => name === 'Eavesdrop on the network');
  const log = await played(gap ?? GAPS[0], true);
  const call = log.findLast(({ request }) => request.body.includes('the merger is off'));
  expect(gap?.control?.closed(log)?.id).toBe((call?.id ?? 0) + 1);
  expect(gap?.control?.closed(log.filter(({ id }) => id < (call?.id ?? 0)))).toBeUndefined();
});

it('the victim reads the attacker’s call in the audit log, and reads nothing without an audit log', async () => {
  const gap = GAPS.find(({ name }) => name === 'Leave no trace') ?? GAPS[0];
  const log = await played(gap, true);
  const report = gap.control?.closed(log);
  const stolen = log.find(({ from, request }) => from === 'attacker' && request.body.includes('whoami'));
  const lines = report ? auditLines(report, log) : [];
  expect(lines.length, 'the calls of the victim are in the audit log, too').toBeGreaterThan(1);
  expect(lines.filter(({ writtenFor }) => writtenFor !== undefined)).toEqual([
    { text: 'MCP server, called whoami, person-1, this-app', writtenFor: stolen?.id },
  ]);
  const without = await played(gap, false);
  const empty = gap.open(without);
  expect(empty && auditLines(empty, without)).toEqual([]);
});

it('an attack is not proven by a correct password, by an unknown user, or by an audit log with too few lines', async () => {
  const { run, log } = testRun();
  await run.attacker(personNamed('ada')).signIn();
  await expect(run.attacker({ username: 'an-unknown-user', password: 'a guess' }).signIn()).rejects.toThrow();
  await run.signIn();
  await run.attacker().callTool('whoami', {}, run.memory.getSnapshot());
  await run.callTool('read_audit_log', { limit: 1 });
  await expect(run.callTool('read_audit_log_twice')).rejects.toThrow();
  for (const { name, open, control } of GAPS.filter(({ name }) => /person|trace/.test(name))) {
    expect(open(log.getSnapshot()), name).toBeUndefined();
    expect(control?.closed(log.getSnapshot()), name).toBeUndefined();
  }
});

it('only a line that a server wrote for a call of the attacker is marked as the attacker’s', async () => {
  const gap = GAPS.find(({ name }) => name === 'Leave no trace') ?? GAPS[0];
  const log = (await played(gap, true)).map((exchange) => ({ ...exchange, serverView: [] }));
  const report = gap.control?.closed(log);
  const lines = report ? auditLines(report, log) : [];
  expect(lines.map(({ text }) => text)).toContain('MCP server, called whoami, person-1, this-app');
  expect(lines.filter(({ writtenFor }) => writtenFor !== undefined)).toEqual([]);
});

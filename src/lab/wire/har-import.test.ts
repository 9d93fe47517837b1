import { describe, expect, it } from 'vitest';
import { createGate } from '../debugger/gate.ts';
import { diagramLines } from '../panes/diagram-lines.ts';
import { createRun } from '../run/run.ts';
import { exportHar } from './har.ts';
import { importHar } from './har-import.ts';
import { createWireLog } from './wire-log.ts';

async function exported(): Promise<string> {
  const log = createWireLog();
  const run = createRun({ origin: 'https://lab.example', log, gate: createGate() });
  await run.signIn();
  await run.callTool('whoami');
  return exportHar(log.getSnapshot());
}

describe('a HAR that is opened', () => {
  it('tells the same story as the run it was exported from', async () => {
    const steps = diagramLines(importHar(await exported())).map(({ step, label }) => `${step} ${label}`);
    expect(steps).toContain('3 open /authorize');
    expect(steps).toContain('6 POST /token, code');
    expect(steps).toContain('7 200, tokens');
    expect(steps.at(-2)).toBe('8 tools/call, bearer');
  });

  it('of another tool is read without our own members', () => {
    const entries = [
      {
        startedDateTime: '2026-11-24T10:00:00Z',
        time: 12.4,
        request: { method: 'POST', url: 'https://as.example/token', headers: [] },
        response: {
          status: 400,
          headers: [{ name: 'Content-Type', value: 'application/json' }],
          content: {},
        },
      },
    ];
    expect(importHar(JSON.stringify({ log: { entries } }))).toMatchObject([
      { from: 'client', to: 'authorization server', outcome: { kind: 'answered', tookMs: 12 } },
    ]);
  });

  it.each([
    ['{\n  "log": {\n    "entries": [,]\n}}', 'Line 3: this is not JSON.'],
    ['{"log":{}}', 'Line 1: there is no list at log.entries.'],
    ['[]', 'Line 1: there is no list at log.entries.'],
    ['{"log":{"entries":[\n{"request":{"method":"GET"}}]}}', 'Line 2, entry 1: its request has no address.'],
    [
      '{"log":{"entries":[\n{"request":{"method":"GET","url":"https://a.example/"}}]}}',
      'Line 2, entry 1: its startedDateTime is no time.',
    ],
  ])('that is broken is refused with the line: %s', (text, message) => {
    expect(() => importHar(text)).toThrow(message);
  });
});

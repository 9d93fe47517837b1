import { describe, expect, it } from 'vitest';
import type { Conduct } from './callback.ts';
import { drawChart } from './chart.ts';
import { CLIENTS } from './clients.ts';
import type { Figures } from './figures.ts';
import { judge } from './goals.ts';
import { insertReport, report } from './report.ts';

const LATENCY_MS = 50;
const WHOLE_JOB: Conduct = {
  requestsBeforeRedirect: 0,
  discoversFromServer: true,
  refusesForgedState: true,
  refusesForgedIssuer: true,
};

/** The clients of this project have fewer bytes than the others. Otherwise, only the `changes` differ. */
function figures(changes: Record<string, Partial<Figures>> = {}): Figures[] {
  return CLIENTS.map((client) => ({
    client,
    bytes: { toToken: client.ours ? 5000 : 9000, toResult: client.ours ? 80_000 : 90_000 },
    conduct: WHOLE_JOB,
    runs: 20,
    runningMs: 110,
    tokenMs: 162,
    resultMs: 330,
    waitedForToolsMs: 8,
    tokenServerMs: 3,
    requestsToToken: ['document', 'script', 'token'],
    requestsToResult: ['document', 'script', 'token', 'MCP client', 'preflight', 'tool', 'tool'],
    ...changes[client.name],
  }));
}

const missed = (changes?: Record<string, Partial<Figures>>) =>
  judge(figures(changes), LATENCY_MS)
    .filter(({ met }) => !met)
    .map(({ text }) => text);

describe('the goals', () => {
  it('are all met by the default figures in this file', () => expect(missed()).toEqual([]));

  it('are missed when another client does the whole job with fewer bytes', () => {
    const lighter = { bytes: { toToken: 4999, toResult: 90_000 } };
    expect(missed({ oauth4webapi: lighter })).toEqual([expect.stringContaining('keep no session')]);
    expect(
      missed({ oauth4webapi: { ...lighter, conduct: { ...WHOLE_JOB, refusesForgedIssuer: false } } }),
    ).toEqual([]);
  });

  it('are missed when a client of this project sends a preflight before the token request', () => {
    expect(
      missed({ 'PKCE Lab, session': { requestsToToken: ['document', 'script', 'preflight', 'token'] } }),
    ).toEqual([expect.stringContaining('no preflight')]);
  });

  it('are missed when a client with configured endpoints sends a request before the redirect', () => {
    const asks = { conduct: { ...WHOLE_JOB, requestsBeforeRedirect: 1 } };
    expect(missed({ 'PKCE Lab, configured': asks })).toEqual([
      'With the endpoints configured, no request before the redirect',
    ]);
    expect(missed({ 'PKCE Lab, session': asks })).toEqual([]);
  });

  it('allow at most 5 % more time to the token than one script load plus one latency', () => {
    expect(missed({ 'PKCE Lab, session': { tokenMs: 168 } })).toEqual([]);
    expect(missed({ 'PKCE Lab, session': { tokenMs: 168.1 } })).toEqual([
      expect.stringContaining('one script load and 50 ms for each request'),
    ]);
  });

  it('allow at most 5 % more time to the token than for a page that checks nothing', () => {
    const slow = { 'no library, no checks': { tokenMs: 180 } };
    const floor = expect.stringContaining('one script load');
    expect(missed({ ...slow, 'PKCE Lab, session': { tokenMs: 189 } })).toEqual([floor]);
    expect(missed({ ...slow, 'PKCE Lab, session': { tokenMs: 189.1 } })).toEqual([
      floor,
      expect.stringContaining('checks nothing'),
    ]);
  });

  it('are missed when the script of the MCP client arrives more than one latency after the token', () => {
    expect(missed({ 'PKCE Lab, React': { waitedForToolsMs: 55 } })).toEqual([
      expect.stringContaining('waits for no script'),
    ]);
  });
});

describe('the report', () => {
  it('states the size, the times and the refusals of every client', () => {
    const text = report(
      figures({ 'oidc-client-ts': { conduct: { ...WHOLE_JOB, refusesForgedIssuer: false } } }),
      [{ text: 'Fewest', met: false, measured: '2, then 1' }],
      LATENCY_MS,
      '2026-11-26',
    );
    expect(text).toContain('| **PKCE Lab, session** | 5,000 |  | 80,000 | 162 | 330 | 8 |');
    expect(text).toContain('| oidc-client-ts | yes | 0 | yes | yes | no | no |');
    expect(text).toContain('| MCP client, preflight, tool, tool |');
    expect(text).toContain('| Fewest | no | 2, then 1 |');
    expect(text).toContain('The lower bound is 160 ms');
    expect(text).toContain('runs on 2026-11-26;');
  });

  it('replaces the text between its markers, and keeps the text outside the markers', () => {
    const once = insertReport('before\n<!-- sign-in:start -->\nold\n<!-- sign-in:end -->\nafter', 'new');
    expect(once).toBe('before\n<!-- sign-in:start -->\n\nnew\n\n<!-- sign-in:end -->\nafter');
    expect(insertReport(once, 'new')).toBe(once);
  });

  it('cannot be inserted if its markers are in the wrong order', () => {
    expect(() => insertReport('<!-- sign-in:end --><!-- sign-in:start -->', 'new')).toThrow(
      'The document has no',
    );
  });
});

describe('the chart', () => {
  it('has two bars for bytes and two bars for time for every client, and also names every client in its description', () => {
    const svg = drawChart(figures(), LATENCY_MS);
    expect(svg.match(/<rect /g)).toHaveLength(CLIENTS.length * 4);
    expect(svg).toContain('aria-labelledby="title description"');
    for (const { name } of CLIENTS) {
      expect(svg).toContain(`${name}: `);
      expect(svg).toContain(`>${name}</text>`);
    }
  });

  it('keeps every bar inside the chart, even the bar of a client with extreme figures', () => {
    const long = { bytes: { toToken: 900_000, toResult: 900_000 }, tokenMs: 2000, resultMs: 9000 };
    const svg = drawChart(figures({ oauth4webapi: long }), LATENCY_MS);
    const [, width = 0] = /viewBox="0 0 (\d+)/.exec(svg) ?? [];
    for (const [, x, length] of svg.matchAll(/x="([\d.]+)" y="\d+" width="([\d.]+)"/g)) {
      expect(Number(x) + Number(length)).toBeLessThan(Number(width) - 50);
    }
  });
});

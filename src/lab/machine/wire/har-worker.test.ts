import { afterEach, expect, it, vi } from 'vitest';
import type { HarReport } from './har-worker.ts';

afterEach(() => vi.unstubAllGlobals());

/** What the worker sends to the page for a file. `npm run bench:wire` and the specs of the chapters run it in a browser. */
async function reportsOn(text: string): Promise<HarReport[]> {
  const reports: HarReport[] = [];
  const worker: { onmessage?(event: { data: Blob }): Promise<void>; postMessage(report: HarReport): void } = {
    postMessage: (report) => void reports.push(report),
  };
  vi.stubGlobal('self', worker);
  vi.resetModules();
  await import('./har-worker.ts');
  await worker.onmessage?.({ data: new Blob([text]) });
  return reports;
}

const entry = (_: unknown, index: number) => ({
  startedDateTime: '2026-11-24T10:00:00Z',
  time: 1,
  request: { method: 'GET', url: `https://as.example/${index + 1}`, headers: [] },
  response: { status: 200, headers: [], content: {} },
});

it('sends a log in portions of at most 100 exchanges, all of them in order, and then its end', async () => {
  const entries = Array.from({ length: 250 }, entry);
  const reports = await reportsOn(JSON.stringify({ log: { entries } }));
  expect(reports.map(({ kind }) => kind)).toEqual(['portion', 'portion', 'portion', 'end']);
  const portions = reports.flatMap((report) => (report.kind === 'portion' ? [report.exchanges] : []));
  expect(portions.map(({ length }) => length)).toEqual([100, 100, 50]);
  expect(portions.flat().map(({ request }) => request.url)).toEqual(
    entries.map(({ request }) => request.url),
  );
});

it('sends nothing of a file that it refuses but the reason', async () => {
  expect(await reportsOn('{"log": }')).toEqual([{ kind: 'refused', message: 'Line 1: this is not JSON.' }]);
});

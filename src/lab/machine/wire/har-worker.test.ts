import { afterEach, expect, it, vi } from 'vitest';
import type { HarReport } from './har-worker.ts';

afterEach(() => vi.unstubAllGlobals());

/** What the worker sends to the page for a file, as in `npm run bench:wire` and in the specs of the chapters. */
async function reportsOn(file: Blob | string): Promise<HarReport[]> {
  const reports: HarReport[] = [];
  const worker: { onmessage?(event: { data: Blob }): Promise<void>; postMessage(report: HarReport): void } = {
    postMessage: (report) => void reports.push(report),
  };
  vi.stubGlobal('self', worker);
  vi.resetModules();
  await import('./har-worker.ts');
  await worker.onmessage?.({ data: typeof file === 'string' ? new Blob([file]) : file });
  return reports;
}

const entry = (_: unknown, index: number) => ({
  startedDateTime: '2026-11-24T10:00:00Z',
  time: 1,
  request: { method: 'GET', url: `https://as.example/${index + 1}`, headers: [] },
  response: { status: 200, headers: [], content: {} },
});

it('the worker sends all exchanges in order, in groups of at most 100, and then the end of the log', async () => {
  const entries = Array.from({ length: 250 }, entry);
  const reports = await reportsOn(JSON.stringify({ log: { entries } }));
  expect(reports.map(({ kind }) => kind)).toEqual(['portion', 'portion', 'portion', 'end']);
  const portions = reports.flatMap((report) => (report.kind === 'portion' ? [report.exchanges] : []));
  expect(portions.map(({ length }) => length)).toEqual([100, 100, 50]);
  expect(portions.flat().map(({ request }) => request.url)).toEqual(
    entries.map(({ request }) => request.url),
  );
});

it('the worker sends only the reason for a file that it refuses', async () =>
  expect(await reportsOn('{"log": }')).toEqual([{ kind: 'refused', message: 'Line 1: this is not JSON.' }]));

it('the worker refuses a file that the browser cannot read, so that the page does not wait', async () => {
  const gone = Object.assign(new Blob(), {
    text: () => Promise.reject(new DOMException('', 'NotFoundError')),
  });
  expect(await reportsOn(gone)).toEqual([
    { kind: 'refused', message: expect.stringContaining('could not read this file') },
  ]);
});

it('the worker refuses a file by its size, before the file is in memory', async () => {
  const large = Object.defineProperty(new Blob(), 'size', { value: 150_000_001 });
  large.text = () => Promise.reject(new Error('read'));
  expect(await reportsOn(large)).toEqual([
    { kind: 'refused', message: 'This file has 150000001 octets. The most that can be opened is 150000000.' },
  ]);
});

it('the worker passes any other error to the page, as an error event', async () => {
  const reported: unknown[] = [];
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error));
  const { HarError: _, ...rest } = await import('./har-import.ts');
  vi.doMock('./har-import.ts', () => ({
    ...rest,
    HarError: class extends Error {},
    importHar: () => {
      throw new RangeError('a defect');
    },
  }));
  expect(await reportsOn('{}')).toEqual([]);
  vi.doUnmock('./har-import.ts');
  expect(reported).toEqual([new RangeError('a defect')]);
});

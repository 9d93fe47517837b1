/** `npm run bench:wire` measures scrolling in a log of 5,000 exchanges; see `docs/benchmarks.md`. */
import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Page } from 'playwright';
import { build, preview } from 'vite';
import { launchBrowser } from '../e2e/find-browser.ts';
import { createGate } from '../src/lab/machine/debugger/gate.ts';
import { createRun } from '../src/lab/machine/run/run.ts';
import { exportHar } from '../src/lab/machine/wire/har.ts';
import { createWireLog } from '../src/lab/machine/wire/wire-log.ts';

const EXCHANGES = 5_000;
const WHEEL_TURNS = 150;
const KEYS = 150;

/** The browser's measurements during scrolling. Times are in milliseconds. */
interface Seen {
  /** The times from the input to the first line of script that handles the input. */
  delays: number[];
  /** The times from the input to the next frame on screen. */
  durations: number[];
  longTasks: number[];
}

/** A HAR of {@link EXCHANGES} exchanges: the exchanges of a real run, repeated. */
async function longHar(): Promise<string> {
  const log = createWireLog();
  const run = createRun({ origin: 'http://localhost:4173', log, gate: createGate() });
  await run.signIn();
  await run.callTool('whoami');
  const once = log.getSnapshot();
  const repeated = Array.from({ length: EXCHANGES }, (_, index) => once[index % once.length]);
  return exportHar(repeated.flatMap((exchange, index) => (exchange ? [{ ...exchange, id: index + 1 }] : [])));
}

async function watch(page: Page): Promise<() => Promise<Seen>> {
  await page.evaluate(() => {
    const seen: Seen = { delays: [], durations: [], longTasks: [] };
    Reflect.set(window, 'seen', seen);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        seen.durations.push(entry.duration);
        if (entry instanceof PerformanceEventTiming)
          seen.delays.push(entry.processingStart - entry.startTime);
      }
    }).observe({ type: 'event', ...{ durationThreshold: 16 } });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.longTasks.push(duration);
    }).observe({ type: 'longtask' });
  });
  return () => page.evaluate(() => Reflect.get(window, 'seen'));
}

async function scroll(page: Page, list: string): Promise<void> {
  const rows = page.getByRole('list', { name: list });
  const size = await rows.getByRole('listitem').first().getAttribute('aria-setsize');
  await rows.getByRole('button').first().focus();
  const box = await page.getByRole('tabpanel').boundingBox();
  if (box) await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const stop = await watch(page);

  for (let key = 0; key < KEYS; key += 1) await page.keyboard.press('ArrowDown');
  const reached = await page.evaluate(() =>
    document.activeElement?.closest('[data-index]')?.getAttribute('aria-posinset'),
  );
  for (let turn = 0; turn < WHEEL_TURNS; turn += 1) {
    await page.mouse.wheel(0, 900);
    await wait(16);
  }
  const laidOut = await rows.getByRole('listitem').count();
  await page.keyboard.press('End');
  await wait(500);
  const last = await rows.getByRole('listitem').last().getAttribute('aria-posinset');

  const { delays, durations, longTasks } = await stop();
  report(list, {
    rows: `${laidOut} of ${size} laid out`,
    'arrow keys': `${Number(reached) - 1} of ${KEYS} arrived`,
    'End leads to row': `${last} of ${size}`,
    'input delay, p95 / longest': `${ms(percentile(delays, 0.95))} / ${ms(percentile(delays, 1))}`,
    'input to frame, p95 / longest': `${ms(percentile(durations, 0.95))} / ${ms(percentile(durations, 1))}`,
    'long tasks': `${longTasks.length}, longest ${ms(percentile(longTasks, 1))}`,
  });
}

function report(title: string, figures: Record<string, string>): void {
  const lines = Object.entries(figures).map(([name, figure]) => `  ${name.padEnd(30)} ${figure}`);
  process.stdout.write(`${title}\n${lines.join('\n')}\n`);
}

const ms = (value: number) => `${Math.round(value)} ms`;

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
}

await build({ logLevel: 'warn' });
const server = await preview({ logLevel: 'warn' });
const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  await page.goto('http://localhost:4173/learn/working');
  await page.getByRole('tab', { name: 'Wire' }).click();
  const exportedMs = performance.now();
  // The file is passed by its path. Playwright would decode a buffer in the page, in a long task that counts here.
  const path = join(mkdtempSync(join(tmpdir(), 'wire-')), 'long.har');
  writeFileSync(path, await longHar());
  const stop = await watch(page);
  const startedMs = performance.now();
  await page.getByLabel('Open a HAR').setInputFiles(path);
  await page.getByText(`${EXCHANGES} messages, read only`).waitFor();
  const shownMs = performance.now();
  // The browser reports a task only after the task has ended.
  await wait(500);
  const { longTasks } = await stop();
  report('A HAR of 5,000 exchanges', {
    size: `${Math.round(statSync(path).size / 1024)} KiB`,
    'written (in Node) in': ms(startedMs - exportedMs),
    'read and shown in': ms(shownMs - startedMs),
    'tasks above 50 ms': `${longTasks.length}, longest ${ms(percentile(longTasks, 1))}`,
  });
  await scroll(page, 'Messages, in order');
  await page.getByRole('tab', { name: 'Wire' }).click();
  await scroll(page, 'Exchanges, in order');
} finally {
  await browser.close();
  await server.close();
}

import { createServer } from 'vite';
import { launchBrowser } from '../e2e/find-browser.ts';

// `npm run bench:soak` looks for leaks in one tab, after a thousand cycles of sign-in, calls, refresh and sign-out.
const CYCLES = 1000;
const EVERY = 100;
const LOG_IS_FULL_AFTER = 600;
/** The most that a cycle may leak. This limit is smaller than any token or record that a cycle creates. */
const MOST_BYTES_A_CYCLE = 500;

/** The contents of the tab after a garbage collection. */
interface Sample {
  cycles: number;
  heapBytes: number;
  listeners: number;
  nodes: number;
  storageEntries: number;
  logged: number;
}

const server = await createServer({ server: { port: 5199, strictPort: true }, logLevel: 'warn' });
await server.listen();
const browser = await launchBrowser();
try {
  const page = await browser.newPage();
  await page.goto('http://localhost:5199/learn');
  await page.evaluate(prepare);
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');

  async function sample(cycles: number): Promise<Sample> {
    await devtools.send('HeapProfiler.collectGarbage');
    const { usedSize } = await devtools.send('Runtime.getHeapUsage');
    const { jsEventListeners, nodes } = await devtools.send('Memory.getDOMCounters');
    const { storageEntries, logged } = await page.evaluate(() => Reflect.get(window, 'soak').kept());
    return { cycles, heapBytes: usedSize, listeners: jsEventListeners, nodes, storageEntries, logged };
  }

  const samples: Sample[] = [];
  const startedMs = performance.now();
  for (let done = 0; done < CYCLES; done += EVERY) {
    await page.evaluate((count) => Reflect.get(window, 'soak').run(count), EVERY);
    samples.push(await sample(done + EVERY));
  }
  const tookMs = performance.now() - startedMs;
  print(samples, tookMs);
  process.exitCode = judge(samples) ? 0 : 1;
} finally {
  await browser.close();
  await server.close();
}

/** Sets `window.soak` to a run of the lab's engine, with `src/oauth` and the mock servers. */
async function prepare(): Promise<void> {
  // The page imports these paths from the dev server. This file runs in Node and cannot import them.
  const [machinePath, runPath] = ['/src/lab/machine/machine.ts', '/src/lab/machine/run/run.ts'];
  const { createMachine }: typeof import('../src/lab/machine/machine.ts') = await import(
    /* @vite-ignore */ machinePath
  );
  const { createRun }: typeof import('../src/lab/machine/run/run.ts') = await import(
    /* @vite-ignore */ runPath
  );
  const machine = createMachine({ origin: location.origin, createRun });
  let run = machine.start();
  Reflect.set(window, 'soak', {
    async run(count: number) {
      // The mock database keeps everything, which is no leak of the client, so it begins anew.
      run = machine.start();
      for (let cycle = 0; cycle < count; cycle += 1) {
        await run.signIn();
        await run.callTool('whoami');
        // The access token has expired by then, so the next call refreshes first.
        run.advanceClock(16 * 60_000);
        await run.callTool('list_notes');
        await run.session()?.signOut();
      }
    },
    kept: () => ({
      storageEntries: run.storage.length + sessionStorage.length + localStorage.length,
      logged: machine.log.getSnapshot().length,
    }),
  });
}

function print(samples: readonly Sample[], tookMs: number): void {
  const rows = samples.map(({ cycles, heapBytes, listeners, nodes, storageEntries, logged }) => [
    cycles,
    (heapBytes / 2 ** 20).toFixed(2),
    listeners,
    nodes,
    storageEntries,
    logged,
  ]);
  const table = [['cycles', 'heap MiB', 'listeners', 'nodes', 'stored', 'logged'], ...rows];
  for (const row of table) process.stdout.write(`${row.map((cell) => String(cell).padStart(10)).join('')}\n`);
  process.stdout.write(`${CYCLES} cycles in ${Math.round(tookMs / 1000)} s\n`);
}

/** Whether the tab did not grow after the log had reached its largest size. */
function judge(samples: readonly Sample[]): boolean {
  const first = samples.find(({ cycles }) => cycles >= LOG_IS_FULL_AFTER);
  const last = samples.at(-1);
  if (!first || !last) return false;
  const bytesACycle = (last.heapBytes - first.heapBytes) / (last.cycles - first.cycles);
  const grown = (['listeners', 'nodes', 'storageEntries', 'logged'] as const).filter(
    (what) => last[what] > first[what],
  );
  process.stdout.write(`${bytesACycle.toFixed(0)} bytes a cycle; grown: ${grown.join(', ') || 'nothing'}\n`);
  return bytesACycle <= MOST_BYTES_A_CYCLE && grown.length === 0;
}

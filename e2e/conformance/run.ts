import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { ensureBrowser, findHeadlessShell, machineProbes } from '../find-browser.ts';
import { APP, appEnvironment, REVISION } from './addresses.ts';
import { openLane } from './lane.ts';
import { judge, summary } from './verdict.ts';

// `npm run conformance` runs the official client conformance suite against the built app in a real browser.
const RESULTS = 'test-results/conformance';
const OUT_DIR = 'dist-conformance';
/** The time limit of a scenario. It includes the time that the scenario waits for other scenarios. */
const LONGEST_SCENARIO_MS = 240_000;

Object.assign(process.env, appEnvironment);
rmSync(RESULTS, { recursive: true, force: true });
await build({ build: { outDir: OUT_DIR }, logLevel: 'warn' });
const app = await preview({
  build: { outDir: OUT_DIR },
  preview: { port: Number(new URL(APP).port) },
  logLevel: 'warn',
});
const probes = machineProbes();
const whole = ensureBrowser(probes);
const browser = await chromium.launch({
  executablePath: findHeadlessShell(probes) ?? whole,
  // The sandbox of Chromium does not work for root, which is the usual user in a container.
  args: ['--disable-gpu', '--disable-background-networking', ...(probes.isRoot ? ['--no-sandbox'] : [])],
});
const lane = await openLane(browser, APP);
try {
  const exitCode = await runSuite(lane.origin);
  const complaints = judge(RESULTS, lane.outcomes);
  for (const complaint of complaints) process.stderr.write(`${complaint}\n`);
  if (!exitCode && !complaints.length) process.stdout.write(`${summary(RESULTS)}\n`);
  process.exitCode = exitCode || (complaints.length ? 1 : 0);
} finally {
  await lane.close();
  await browser.close();
  await app.close();
}

/** Runs the suite, which prints a verdict for each scenario. @returns its exit code. */
function runSuite(address: string): Promise<number> {
  const options = {
    requirements: REVISION,
    command: 'node e2e/conformance/client.ts',
    timeout: String(LONGEST_SCENARIO_MS),
    'output-dir': RESULTS,
    'expected-failures': 'e2e/conformance/expected-failures.yaml',
  };
  const suite = spawn(
    'conformance',
    ['client', ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])],
    {
      env: { ...process.env, CONFORMANCE_LANE: address },
      // The suite writes too many messages to standard error; its result files contain the same messages.
      stdio: ['ignore', 'inherit', 'ignore'],
    },
  );
  return new Promise((resolve, reject) => {
    suite.once('error', reject);
    suite.once('close', (code) => resolve(code ?? 1));
  });
}

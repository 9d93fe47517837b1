import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { machineProbes, type Probes } from '../find-browser.ts';
import { DISPLAY_SERVER, ensureProgram, FIREFOX, type Program, WEBKIT_DRIVER } from './find-engine.ts';

/** The programs that each project of the lane needs. */
const ENGINES: Readonly<Record<string, readonly Program[]>> = {
  'firefox-esr': [FIREFOX],
  webkitgtk: [WEBKIT_DRIVER, DISPLAY_SERVER],
};

/** Finds the engines that this machine has or can install. For each other engine, says what the developer has to do. */
export function engines(probes: Probes): { present: string[]; missing: Record<string, string> } {
  const present: string[] = [];
  const missing: Record<string, string> = {};
  for (const [engine, programs] of Object.entries(ENGINES)) {
    try {
      for (const program of programs) ensureProgram(program, probes);
      present.push(engine);
    } catch (error) {
      missing[engine] = error instanceof Error ? error.message : String(error);
    }
  }
  return { present, missing };
}

// This part of `npm test` runs the tests with the tag @every-engine. If an engine is missing, this part only reports
// it, because a contributor may not be able to install the engine. `npm run test:engines` fails in this case.
if (import.meta.main) {
  const { present, missing } = engines(machineProbes());
  for (const [engine, reason] of Object.entries(missing)) {
    process.stdout.write(`NOT RUN in ${engine}. ${reason}\n`);
  }
  if (present.length > 0) {
    const { status } = spawnSync(
      'playwright',
      [
        'test',
        '--config=e2e/engines/playwright.config.ts',
        '--grep=@every-engine',
        ...present.map((engine) => `--project=${engine}`),
      ],
      { cwd: join(import.meta.dirname, '../..'), stdio: 'inherit' },
    );
    process.exitCode = status ?? 1;
  }
}

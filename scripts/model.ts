import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { add, missing } from '../src/oauth/testing/model/coverage.ts';
import { withPromptCrypto } from '../src/oauth/testing/model/prompt-crypto.ts';
import { KINDS, runSchedule } from '../src/oauth/testing/model/schedule.ts';

/**
 * Runs the model test of `src/oauth` with many schedules. A quarter of the schedules uses DPoP, and another quarter
 * uses pushed requests. Usage: `npm run model -- --runs 100000 [--seed 1]`.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
});
const runs = Number(values.runs);
const seed = Number(values.seed);
const quarter = Math.floor(runs / 4);
const say = (text: string) => process.stdout.write(`${text}\n`);

for (const [at, { what, schedules, options, required }] of KINDS.entries()) {
  const numRuns = at === 0 ? runs - 2 * quarter : quarter;
  const events = new Map<string, number>();
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  let ran = 0;
  say(`${numRuns} schedules ${what}, seed ${seed}`);
  await withPromptCrypto(() =>
    fc.assert(
      fc.asyncProperty(schedules, async (steps) => {
        add(events, await runSchedule(steps, options));
        ran += 1;
        if (ran % 5_000 === 0) say(`${ran} schedules in ${seconds().toFixed(0)} s`);
      }),
      { numRuns, seed },
    ),
  );
  say(`${ran} schedules, ${seconds().toFixed(1)} s, ${(ran / seconds()).toFixed(0)} a second`);
  for (const [event, times] of [...events].sort()) say(`${String(times).padStart(9)}  ${event}`);
  const rare = missing(events, required);
  if (rare.length) {
    say(`too rare to prove anything: ${rare.join(', ')}`);
    process.exitCode = 1;
  }
}

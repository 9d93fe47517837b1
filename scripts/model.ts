import { parseArgs } from 'node:util';
import fc from 'fast-check';
import {
  add,
  missing,
  REQUIRED_EVENTS,
  REQUIRED_WITH_DPOP,
  REQUIRED_WITH_PUSHES,
} from '../src/oauth/testing/model/coverage.ts';
import { withPromptCrypto } from '../src/oauth/testing/model/prompt-crypto.ts';
import {
  runSchedule,
  type Step,
  schedules,
  schedulesWithDpop,
  schedulesWithPushes,
} from '../src/oauth/testing/model/schedule.ts';

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

async function run(
  what: string,
  numRuns: number,
  arbitrary: fc.Arbitrary<Step[]>,
  options: Parameters<typeof runSchedule>[1],
  required: readonly string[],
) {
  const events = new Map<string, number>();
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / 1000;
  let ran = 0;
  say(`${numRuns} schedules ${what}, seed ${seed}`);
  await withPromptCrypto(() =>
    fc.assert(
      fc.asyncProperty(arbitrary, async (steps) => {
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
  if (!rare.length) return;
  say(`too rare to prove anything: ${rare.join(', ')}`);
  process.exitCode = 1;
}

await run('with bearer tokens', runs - 2 * quarter, schedules, {}, REQUIRED_EVENTS);
await run('with DPoP', quarter, schedulesWithDpop, { dpop: true }, REQUIRED_WITH_DPOP);
await run('with pushed requests', quarter, schedulesWithPushes, { par: true }, REQUIRED_WITH_PUSHES);

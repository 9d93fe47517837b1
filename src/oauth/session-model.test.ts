import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, missing, REQUIRED_EVENTS } from './testing/model/coverage.ts';
import { pending, runAll } from './testing/model/event-loop.ts';
import { withPromptCrypto } from './testing/model/prompt-crypto.ts';
import { KINDS, runSchedule } from './testing/model/schedule.ts';
import { createWorld } from './testing/model/world.ts';

/** A fixed seed; `npm run model` draws other seeds, which result in other schedules. */
const SEED = 1;

it.each(KINDS)(
  'sessions with two servers in up to four tabs keep the rules of src/oauth/testing/model in hundreds of schedules $what, which contain all required events',
  async ({ schedules, options, required }) => {
    const events = new Map<string, number>();
    const property = fc.asyncProperty(schedules, async (steps) =>
      add(events, await runSchedule(steps, options)),
    );
    const numRuns = required === REQUIRED_EVENTS ? 1_500 : 500;
    await withPromptCrypto(() => fc.assert(property, { numRuns, seed: SEED }));
    expect(missing(events, required)).toEqual([]);
  },
  600_000,
);

describe('the event loop of the model', () => {
  /** Two documents with two tasks each, of different sources. */
  function fourTasks() {
    const world = createWorld();
    const order: string[] = [];
    for (const id of [0, 1]) {
      const document = world.browser.open(world.browser.newTab(), 'https://app.example/');
      for (const source of ['x', 'y']) document.post(source, () => order.push(`${id}${source}`));
    }
    return { world, order };
  }

  it('is fair: over many schedules, it produces each order of independent tasks', async () => {
    const orders = new Set<string>();
    for (let seed = 0; seed < 400; seed += 1) {
      const { world, order } = fourTasks();
      await runAll(world, seed);
      orders.add(order.join());
    }
    expect(orders.size).toBe(4 * 3 * 2);
  });

  it('keeps the order of tasks from one source, and runs no task of a suspended document', () => {
    const { world, order } = fourTasks();
    const [first, second] = world.browser.documents;
    first?.post('x', () => order.push('later'));
    if (second) world.browser.sleep(second, 'frozen');
    expect(pending(world)).toHaveLength(2);
    pending(world)[0]?.run();
    expect(order).toEqual(['0x']);
    expect(pending(world)).toHaveLength(2);
  });
});

import type { Exchange } from './exchange.ts';
import type { ModelDocument } from './model.ts';
import type { Fate } from './server.ts';
import type { World } from './world.ts';

export interface Pending {
  readonly label: string;
  /** The endpoint of a request or a response; absent for a task that needs no server. */
  readonly to?: Exchange['to'];
  run(fate?: Fate): void;
}

/** All tasks that could run next: of sources and timers of awake documents, requests, and responses to them. */
export function pending(world: World): Pending[] {
  const { browser, network } = world;
  const local = browser.documents.filter(({ life }) => life === 'awake').flatMap(pendingIn);
  const remote = network.exchanges.flatMap((exchange): Pending[] => {
    const { document, phase, url, form, id, to } = exchange;
    const grant = form.get('refresh_token') ?? form.get('code') ?? form.get('token') ?? '';
    const label = `request ${id} of document ${document.id} (${url} ${grant})`;
    if (phase === 'sent') {
      const run = (fate: Fate = 'good') => network.arrive(exchange, fate);
      return [{ label: `${label} arrives`, to, run }];
    }
    if (phase !== 'arrived' || document.life !== 'awake' || !exchange.respond) return [];
    return [{ label: `${label} is answered`, to, run: () => network.respond(exchange) }];
  });
  return [...local, ...remote];
}

function pendingIn(document: ModelDocument): Pending[] {
  const { id, tasks } = document;
  const first = tasks.filter(
    ({ source }, index) => tasks.findIndex((task) => task.source === source) === index,
  );
  const timer = document.dueTimer();
  return [
    ...first.map((task) => ({
      label: `document ${id}: ${task.source}`,
      run() {
        tasks.splice(tasks.indexOf(task), 1);
        task.run();
      },
    })),
    ...(timer ? [{ label: `document ${id}: timer`, run: timer }] : []),
  ];
}

/** Waits until no microtask is left, like the checkpoint at the end of a task. */
export const microtasks = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const MOST_TASKS = 2_000;

/** Runs all pending tasks, or those that `isIncluded` accepts, in an order that `seed` determines. */
export async function runAll(
  world: World,
  seed: number,
  isIncluded: (task: Pending) => boolean = () => true,
): Promise<void> {
  let random = seed;
  for (let ran = 0; ran < MOST_TASKS; ran += 1) {
    await microtasks();
    const enabled = pending(world).filter(isIncluded);
    if (!enabled.length) return;
    random = (Math.imul(random, 1103515245) + 12345) >>> 0;
    enabled[(random >>> 8) % enabled.length]?.run();
  }
  world.violate('liveness: the documents never become idle');
}

import fc from 'fast-check';
import { HOME, startApp } from './app.ts';
import { browserActions } from './browser-actions.ts';
import { REQUIRED_EVENTS, REQUIRED_WITH_DPOP, REQUIRED_WITH_PUSHES } from './coverage.ts';
import { dpopActions } from './dpop-actions.ts';
import { microtasks, runAll } from './event-loop.ts';
import type { Exchange } from './exchange.ts';
import { finish } from './finish.ts';
import { watchInvariants } from './invariants.ts';
import { commit } from './navigation.ts';
import { pushActions } from './push-actions.ts';
import type { Fate } from './server.ts';
import { approve, isAuthorizing, serverActions } from './server-actions.ts';
import { sessionActions, signIn } from './session-actions.ts';
import { type Step as AnyStep, pick, sessionOf } from './step.ts';
import { createWorld, type World } from './world.ts';

const actions = { ...sessionActions, ...serverActions, ...browserActions, ...dpopActions, ...pushActions };
type StepKind = keyof typeof actions | 'answer' | 'advance' | 'settle' | 'sign in and come back';
type Step = AnyStep<StepKind>;

/** The weight of each kind of step in schedules in which all tokens are bearer tokens. */
const WEIGHTS: Record<Exclude<StepKind, keyof typeof dpopActions | keyof typeof pushActions>, number> = {
  'run one': 20,
  settle: 9,
  answer: 12,
  advance: 5,
  'sign in and come back': 14,
  'leave for the server': 9,
  'sign in': 3,
  'step up': 4,
  'commit navigation': 4,
  agree: 10,
  deny: 4,
  'open a forged callback': 1,
  'open a callback again': 1,
  call: 5,
  refresh: 14,
  'sign out': 4,
  reload: 8,
  crash: 2,
  close: 2,
  'open again': 6,
  'open a tab': 2,
  copy: 4,
  freeze: 3,
  thaw: 7,
  back: 6,
  prerender: 3,
  show: 5,
  'clear localStorage': 1,
  'fill or empty storage': 1,
  'go offline': 2,
  'go online': 8,
  'look back': 2,
};

const DPOP_WEIGHTS: Record<keyof typeof dpopActions, number> = {
  'rotate the nonces': 6,
  'lose keys': 1,
  'break or repair IndexedDB': 1,
};

const PUSH_WEIGHTS: Record<keyof typeof pushActions, number> = { 'push a request': 12 };

const LONGEST = 50;

function stepOf(kinds: fc.Arbitrary<StepKind>): fc.Arbitrary<Step> {
  return fc.record({
    kind: kinds,
    tab: fc.nat({ max: 11 }),
    server: fc.constantFrom('a' as const, 'a' as const, 'a' as const, 'b' as const),
    choice: fc.nat({ max: 4095 }),
  });
}

function schedulesOf(weights: Partial<Record<StepKind, number>>): fc.Arbitrary<Step[]> {
  // `Object.entries` loses the type of the keys.
  const kinds = Object.entries(weights).flatMap(([kind, weight]) =>
    Array<StepKind>(weight).fill(kind as StepKind),
  );
  return fc
    .tuple(
      stepOf(fc.constant('sign in and come back')),
      fc.array(stepOf(fc.constantFrom(...kinds)), { minLength: 1, maxLength: LONGEST, size: 'max' }),
    )
    .map(([first, others]) => [first, ...others]);
}

/** The kinds of schedules: the options of their servers, and the events that the schedules of a run have to contain. */
export const KINDS = [
  { what: 'with bearer tokens', schedules: schedulesOf(WEIGHTS), options: {}, required: REQUIRED_EVENTS },
  {
    what: 'with a server that binds tokens to keys',
    schedules: schedulesOf({ ...WEIGHTS, ...DPOP_WEIGHTS }),
    options: { dpop: true },
    required: REQUIRED_WITH_DPOP,
  },
  {
    what: 'with a server that requires pushed requests',
    schedules: schedulesOf({ ...WEIGHTS, ...PUSH_WEIGHTS }),
    options: { par: true },
    required: REQUIRED_WITH_PUSHES,
  },
] as const;

const FATES: readonly Fate[] = ['busy', 'refused', 'lost', 'unreachable', 'busy', 'lost', 'other-user'];
const FATES_WITH_DPOP: readonly Fate[] = [...FATES, 'downgraded'];
const FATES_OF_PUSHES: readonly Fate[] = ['busy', 'refused', 'lost', 'unreachable'];
const ADVANCES_MS = [1_000, 3_000, 6_000, 20_000, 55_000, 700_000];

function unprocessed({ network }: World): Exchange[] {
  return network.exchanges.filter(
    ({ phase, to }) => phase === 'sent' && (to === 'token' || to === 'revocation' || to === 'pushed request'),
  );
}

/** Runs one step: an action, a combination of actions, or the pending tasks. */
async function runStep(world: World, step: Step): Promise<string | undefined> {
  const { browser } = world;
  const { choice } = step;
  switch (step.kind) {
    case 'settle':
      await runAll(world, choice);
      return 'all pending tasks run';
    case 'answer': {
      let exchange = pick(unprocessed(world), step.tab);
      if (!exchange) {
        sessionOf(world, step)
          ?.session.refresh()
          .catch(() => {});
        await microtasks();
        exchange = pick(unprocessed(world), step.tab);
      }
      if (!exchange) return undefined;
      const fates = exchange.server?.dpop ? FATES_WITH_DPOP : FATES;
      const fate = pick(exchange.to === 'pushed request' ? FATES_OF_PUSHES : fates, choice) ?? 'good';
      world.network.arrive(exchange, fate);
      const which = exchange.form.get('grant_type') ?? exchange.to;
      world.occurred(`${which}: ${fate}`);
      return `request ${exchange.id} of document ${exchange.document.id} meets "${fate}"`;
    }
    case 'advance': {
      await runAll(world, choice, ({ to }) => !to);
      const passed = pick(ADVANCES_MS, choice) ?? 0;
      browser.nowMs += passed;
      // While a device is awake, its timers run. A suspended device runs them later, all at once.
      const isAwakeMeanwhile = (choice >> 6) % 2 === 0;
      if (isAwakeMeanwhile) {
        await runAll(world, choice, ({ to }) => !to);
        browser.nowMs += 1_000;
      }
      return `${passed / 1000} seconds pass, ${isAwakeMeanwhile ? 'awake' : 'suspended'}`;
    }
    case 'sign in and come back': {
      const found = sessionOf(world, step);
      if (!found) return undefined;
      signIn(found, step.server);
      await runAll(world, choice);
      if (!found.tab.leavingFor) return undefined;
      commit(world, found.tab, choice % 3 === 0);
      if (!isAuthorizing(found.tab)) return undefined;
      const done = approve(world, found.tab, 'ada', choice >> 2);
      if (choice % 8) await runAll(world, choice);
      return `sign in to ${step.server}: ${done}`;
    }
    default:
      return actions[step.kind](world, step);
  }
}

/**
 * Runs one schedule, and returns how often each event occurred. Throws after the first step that breaks a rule. With
 * `dpop`, server `a` binds tokens. With `par`, `a` requires pushed requests, and `b` at least supports them.
 */
export async function runSchedule(
  steps: readonly Step[],
  { dpop = false, par = false } = {},
): Promise<ReadonlyMap<string, number>> {
  const choice = steps[0]?.choice ?? 0;
  const world = createWorld({
    hasLocks: choice % 5 !== 4,
    keepsLocks: choice % 5 === 3,
    dpop: dpop || (par && choice % 2 === 1),
    pushing: par ? { a: 'required', b: choice % 3 ? 'required' : 'supported' } : {},
  });
  const invariants = watchInvariants(world);
  startApp(world, world.browser.open(world.browser.newTab(), HOME), 0);
  for (const step of steps) {
    world.browser.step += 1;
    const done = await runStep(world, step);
    if (done) world.steps.push(done);
    await microtasks();
    world.occurred(done ? step.kind : `${step.kind}, to no effect`);
    for (const tab of world.browser.tabs) if (!tab.current) tab.emptyAt = world.browser.step;
    invariants.check();
    stopAtViolation(world);
  }
  world.browser.step += 1;
  world.steps.push('the end: the network is online, the servers behave, and every tab shows the app');
  await finish(world);
  invariants.check();
  stopAtViolation(world);
  return world.events;
}

function stopAtViolation({ violations, steps }: World): void {
  if (!violations.length) return;
  const lines = steps.map((step, index) => `${String(index + 1).padStart(3)}. ${step}`);
  throw new Error([...new Set(violations), 'after', ...lines].join('\n'));
}

import type { Machine } from '../../machine/machine.ts';
import { type Step, stepsOf } from '../../machine/panes/steps.ts';
import { type Exchange, parameterOf, responseOf } from '../../machine/wire/exchange.ts';

/** A time in milliseconds that is longer than the lifetime of an access token. */
const PAST_EXPIRY_MS = 16 * 60_000;

/** Runs all ten steps of the flow: sign-in, a call, the expiry of the token, its renewal. */
export async function runTenSteps(machine: Machine): Promise<void> {
  const run = machine.start();
  await run.signIn();
  await run.callTool('whoami');
  const last = machine.log.getSnapshot().findLast(({ request }) => request.body.includes('tools/call'));
  run.advanceClock(PAST_EXPIRY_MS);
  // Sends the old token first, to show that it has expired. Then the client renews the token.
  if (last) await run.send(last.request);
  await run.callTool('whoami');
}

/** The steps that a log shows, each with the first message that shows it. */
export function stepsTaken(log: readonly Exchange[]): ReadonlyMap<Step, number> {
  const taken = new Map<Step, number>();
  for (const exchange of log) {
    // A message that the gate holds has not left, and may never leave.
    if (['held', 'dropped'].includes(exchange.outcome.kind)) continue;
    const { request, response } = stepsOf(exchange);
    const steps: (Step | undefined)[] = responseOf(exchange) ? [request, response] : [request];
    // Step 2 happens in the tab: on the wire, only the challenge shows it.
    if (parameterOf(exchange.request, 'code_challenge')) steps.unshift(2);
    for (const step of steps) if (step && !taken.has(step)) taken.set(step, exchange.id);
  }
  return taken;
}

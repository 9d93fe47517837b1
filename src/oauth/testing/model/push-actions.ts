import { runAll } from './event-loop.ts';
import { signInOrStepUp } from './session-actions.ts';
import { type Act, sessionOf } from './step.ts';

/** Actions that only pushed authorization requests make possible. */
export const pushActions = {
  'push a request': async (world, step) => {
    const found = sessionOf(world, step);
    if (!found) return undefined;
    signInOrStepUp(found, step);
    await runAll(world, step.choice, ({ to }) => to !== 'pushed request');
    return `tab ${found.tab.id} pushes a request to ${step.server}`;
  },
} satisfies Record<string, Act>;

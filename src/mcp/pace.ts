import { LIMITS } from './limits.ts';

/**
 * Paces work that a server can cause without end; see {@link LIMITS.paceMs}.
 *
 * @returns a function that returns how long the next piece of work has to wait, in milliseconds.
 */
export function createPace(): () => number {
  const { each, ahead } = LIMITS.paceMs;
  let usedToMs = 0;
  return () => {
    const nowMs = performance.now();
    usedToMs = Math.max(usedToMs, nowMs) + each;
    return usedToMs - nowMs - ahead;
  };
}

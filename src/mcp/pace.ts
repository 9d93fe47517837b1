import { LIMITS } from './limits.ts';

/** Creates a function that returns how long work that a server causes has to wait, by {@link LIMITS.paceMs}. */
export function createPace(): () => number {
  const { each, ahead } = LIMITS.paceMs;
  let usedToMs = 0;
  return () => {
    const nowMs = performance.now();
    usedToMs = Math.max(usedToMs, nowMs) + each;
    return usedToMs - nowMs - ahead;
  };
}

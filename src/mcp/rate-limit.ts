import { LIMITS } from './limits.ts';

/** Limits how often a server can cause the same work: returns the wait before each repetition, in milliseconds. */
export function createRateLimit(): () => number {
  const { atOnce, everyMs } = LIMITS.repetitions;
  let bookedToMs = 0;
  return () => {
    const nowMs = performance.now();
    bookedToMs = Math.max(bookedToMs, nowMs) + everyMs;
    return bookedToMs - nowMs - atOnce * everyMs;
  };
}

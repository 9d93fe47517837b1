import { LIMITS } from './limits.ts';

/**
 * Limits how often a server can cause the same work, by {@link LIMITS.repetitions}.
 *
 * @returns a function to call for each repetition. It returns how long this repetition has to wait, in milliseconds; a
 * value below zero means no wait.
 */
export function createRateLimit(): () => number {
  const { atOnce, everyMs } = LIMITS.repetitions;
  let bookedToMs = 0;
  return () => {
    const nowMs = performance.now();
    bookedToMs = Math.max(bookedToMs, nowMs) + everyMs;
    return bookedToMs - nowMs - atOnce * everyMs;
  };
}

import type { OAuthError } from './errors.ts';
import type { Platform } from './platform.ts';

/** After the first failure; then after twice as long, and so on. */
const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 5 * 60_000;

/** Tries something again that failed for a reason that may pass. */
export interface Retry {
  /**
   * Schedules the next try: later at each failure, and not before the server said.
   *
   * @returns when it is due.
   */
  postpone(error: OAuthError): number;
  /** The failure after which a server is not to be asked yet; `undefined` once it may be, or where none replied. */
  waiting(): OAuthError | undefined;
  /** Tries at once, if anything is postponed: the device is online again, or the person is back. */
  now(): void;
  /** Nothing is to be tried again. */
  cancel(): void;
}

export function createRetry({ now, schedule }: Pick<Platform, 'now' | 'schedule'>, run: () => void): Retry {
  let failures = 0;
  let next: { error: OAuthError; atMs: number; cancel(): void } | undefined;
  return {
    postpone(error) {
      const backoffMs = Math.min(FIRST_RETRY_MS * 2 ** failures, LONGEST_RETRY_MS);
      // A server that always says "soon" is asked less and less often, too.
      const delayMs = Math.max(error.retryAfterMs ?? 0, backoffMs);
      failures += 1;
      next?.cancel();
      next = { error, atMs: now() + delayMs, cancel: schedule(run, delayMs) };
      return next.atMs;
    },
    waiting: () => (next?.error.status && now() < next.atMs ? next.error : undefined),
    now() {
      if (next) run();
    },
    cancel() {
      failures = 0;
      next?.cancel();
      next = undefined;
    },
  };
}

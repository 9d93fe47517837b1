import type { OAuthError } from './errors.ts';
import type { Platform } from './platform.ts';

/** The delay after the first failure; it doubles with each further failure. */
const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 5 * 60_000;

/** Retries an operation after a temporary failure. */
export interface Retry {
  /**
   * Schedules the next attempt. The delay grows with each failure, and is not shorter than the server demands.
   *
   * @returns when the attempt is due, in milliseconds since the epoch.
   */
  postpone(error: OAuthError): number;
  /**
   * The failure, if no request may be sent yet; `undefined` once the wait is over, or if the server did not respond.
   */
  waiting(): OAuthError | undefined;
  /** Retries a postponed operation at once: the device is online again, or the user is back. */
  now(): void;
  /** Cancels the next attempt. */
  cancel(): void;
}

export function createRetry({ now, schedule }: Pick<Platform, 'now' | 'schedule'>, run: () => void): Retry {
  let failures = 0;
  let next: { error: OAuthError; atMs: number; cancel(): void } | undefined;
  return {
    postpone(error) {
      const backoffMs = Math.min(FIRST_RETRY_MS * 2 ** failures, LONGEST_RETRY_MS);
      // The backoff also applies to a server that always asks for a short wait.
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

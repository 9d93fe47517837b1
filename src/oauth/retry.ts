import type { OAuthError } from './errors.ts';
import type { Platform } from './platform.ts';
import type { Postponement } from './session-state.ts';

/** The delay after the first failure; it doubles with each further failure. */
const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 300_000;

/** Retries an operation after a temporary failure. */
export interface Retry {
  /** Schedules the next attempt. The delay grows with each failure, and is not shorter than the server demands. */
  postpone(error: OAuthError): Postponement;
  /**
   * The failure, as long as no request may be sent; `undefined` once the wait is over. A failure without a response
   * causes no wait.
   */
  waiting(): OAuthError | undefined;
  /** Runs a postponed operation at once: the device is online again, or the user is back. See {@link waiting}. */
  now(): void;
  /** Cancels the next attempt. */
  cancel(): void;
}

export function createRetry({ now, schedule }: Pick<Platform, 'now' | 'schedule'>, run: () => void): Retry {
  let failures = 0;
  let waitsUntilMs = 0;
  let failure: OAuthError | undefined;
  let cancel = () => {};
  // The timer ends the wait even if the clock was set back meanwhile.
  const start = () => {
    waitsUntilMs = 0;
    run();
  };
  return {
    postpone(error) {
      const backoffMs = Math.min(FIRST_RETRY_MS * 2 ** failures, LONGEST_RETRY_MS);
      // The backoff also applies to a server that always asks for a short wait.
      const delayMs = Math.max(error.retryAfterMs ?? 0, backoffMs);
      failures += 1;
      cancel();
      failure = error;
      waitsUntilMs = now() + delayMs;
      cancel = schedule(start, delayMs);
      return { error, retryAtMs: waitsUntilMs };
    },
    waiting: () => (failure?.status && now() < waitsUntilMs ? failure : undefined),
    now() {
      if (failure) run();
    },
    cancel() {
      failures = 0;
      cancel();
      failure = undefined;
    },
  };
}

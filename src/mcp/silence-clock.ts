import type { Elicitations } from './elicitations.ts';

/** A timeout that restarts when the server reports progress. */
export interface SilenceClock {
  heard(): void;
  stop(): void;
}

/** The clock pauses while an elicitation is pending, because the server then waits for the user. */
export function createSilenceClock(
  limitMs: number,
  onSilence: () => void,
  elicitations: Pick<Elicitations, 'getSnapshot' | 'subscribe'>,
): SilenceClock {
  let timer: ReturnType<typeof setTimeout> | undefined;
  function restart(): void {
    clearTimeout(timer);
    timer = elicitations.getSnapshot() ? undefined : setTimeout(onSilence, limitMs);
  }
  const unsubscribe = elicitations.subscribe(restart);
  restart();
  return {
    heard: restart,
    stop() {
      unsubscribe();
      clearTimeout(timer);
    },
  };
}

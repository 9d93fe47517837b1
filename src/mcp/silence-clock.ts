import type { Questions } from './questions.ts';

/** Runs out when nothing has been heard of a server for a while. */
export interface SilenceClock {
  /** Something was heard: it starts anew. */
  heard(): void;
  stop(): void;
}

/**
 * Counts how long a server is silent during a call. It does not run while the server waits for a person: however long
 * they take to answer its question, the silence is theirs.
 */
export function createSilenceClock(
  limitMs: number,
  onSilence: () => void,
  questions?: Pick<Questions, 'getSnapshot' | 'subscribe'>,
): SilenceClock {
  let timer: ReturnType<typeof setTimeout> | undefined;
  function restart(): void {
    clearTimeout(timer);
    timer = questions?.getSnapshot() ? undefined : setTimeout(onSilence, limitMs);
  }
  const unsubscribe = questions?.subscribe(restart);
  restart();
  return {
    heard: restart,
    stop() {
      unsubscribe?.();
      clearTimeout(timer);
    },
  };
}

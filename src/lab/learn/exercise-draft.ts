import { type Evidence, readEvidence } from './progress-evidence.ts';

const keyOf = (slug: string): string => `lab:draft:${slug}`;

/**
 * Reads the messages and decisions of a chapter that is not proven yet. A draft outlives a reload and Back, but not its
 * tab.
 */
export const readDraft = (storage: Pick<Storage, 'getItem'>, slug: string): Evidence | undefined =>
  readEvidence(storage.getItem(keyOf(slug)));

/** @param origin the origin of the servers of a run. */
export function keepDraft(
  storage: Pick<Storage, 'setItem' | 'removeItem'>,
  slug: string,
  { log, decisions }: Evidence,
  origin: string,
): void {
  const ended = log.filter(
    ({ outcome, request }) =>
      // A message that waits at the gate or for a response is lost when its page ends.
      outcome.kind !== 'held' &&
      outcome.kind !== 'waiting' &&
      // Messages to servers outside this tab are not kept, because nothing masks them here.
      new URL(request.url).origin === origin,
  );
  try {
    if (ended.length + decisions.length === 0) storage.removeItem(keyOf(slug));
    else storage.setItem(keyOf(slug), JSON.stringify({ log: ended, decisions }));
  } catch {
    // The storage has no room, so after a reload the exercise starts from the beginning.
  }
}

export function forgetDraft(storage: Pick<Storage, 'removeItem'>, slug: string): void {
  storage.removeItem(keyOf(slug));
}

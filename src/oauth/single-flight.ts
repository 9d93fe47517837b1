import { getOrInsert } from './get-or-insert.ts';

/** What is under way in a document, by its platform. */
const underWay = new WeakMap<object, Set<Promise<unknown>>>();

/** Remembers work whose outcome would be lost with the document. */
export function track<Result>(platform: object, work: Promise<Result>): Promise<Result> {
  const works = getOrInsert(underWay, platform, () => new Set()).add(work);
  const done = () => works.delete(work);
  work.then(done, done);
  return work;
}

/** Resolves once nothing is under way in a document, in none of its sessions. Never rejects. */
export async function idle(platform: object): Promise<void> {
  const works = underWay.get(platform);
  // Some of it may begin the next.
  while (works?.size) await Promise.allSettled(works);
}

/** Work that calls share while it is under way, its outcome included; see {@link track}. */
export function singleFlight<Result>(platform: object, work: () => Promise<Result>): () => Promise<Result> {
  let running: Promise<Result> | undefined;
  return () => {
    running ??= track(
      platform,
      work().finally(() => {
        running = undefined;
      }),
    );
    return running;
  };
}

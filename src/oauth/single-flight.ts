import { getOrInsert } from './get-or-insert.ts';

/** The pending work of each document, by platform. */
const pendingWork = new WeakMap<object, Set<Promise<unknown>>>();

/** Registers work whose result would be lost with the document. */
export function track<Result>(platform: object, work: Promise<Result>): Promise<Result> {
  const works = getOrInsert(pendingWork, platform, () => new Set()).add(work);
  const done = () => works.delete(work);
  work.then(done, done);
  return work;
}

/** Resolves once no session of a document has pending work. Never rejects. */
export async function idle(platform: object): Promise<void> {
  const works = pendingWork.get(platform);
  // Work may start further work.
  while (works?.size) await Promise.allSettled(works);
}

/** Wraps work so that concurrent calls share one run and its result; see {@link track}. */
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

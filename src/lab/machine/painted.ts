const LONGEST_WAIT_MS = 1_000;

class AfterFirstPaint extends Error {
  override name = 'AfterFirstPaint';
}

/** Resolves when the browser has painted and is idle, so that loading more code does not delay the first paint. */
export function painted(): Promise<void> {
  // The build, which has no animation frames, renders only what the first paint shows.
  if (typeof requestAnimationFrame === 'undefined') return Promise.reject(new AfterFirstPaint());
  return new Promise((resolve) => {
    // A hidden page paints nothing, so the wait is limited.
    setTimeout(resolve, LONGEST_WAIT_MS);
    // The second frame begins when the first has been painted.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        // Some browsers lack requestIdleCallback.
        if ('requestIdleCallback' in window) requestIdleCallback(() => resolve());
        else resolve();
      }),
    );
  });
}

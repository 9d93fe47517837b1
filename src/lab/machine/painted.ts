const LONGEST_WAIT_MS = 1_000;

/** Resolves when the browser has painted what there is and has a moment: what is read first need not wait for more. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    // A page in the background paints nothing.
    setTimeout(resolve, LONGEST_WAIT_MS);
    // The second frame begins when the first has been painted.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        // Not every browser has it.
        if ('requestIdleCallback' in window) requestIdleCallback(() => resolve());
        else resolve();
      }),
    );
  });
}

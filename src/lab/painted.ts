/** Resolves when the browser has painted what there is and has a moment: what is read first need not wait for more. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    // Not every browser has it.
    if ('requestIdleCallback' in window) requestIdleCallback(() => resolve(), { timeout: 1_000 });
    else setTimeout(resolve, 100);
  });
}

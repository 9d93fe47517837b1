/**
 * Detects requests that this page's own Content-Security-Policy blocks: `fetch` reports such a request with the same
 * error as a network failure.
 *
 * @returns a function that tells whether a request to an address was blocked.
 */
export function watchPolicyBlocks(
  target: Pick<Document, 'addEventListener'>,
): (url: string) => Promise<boolean> {
  const blocked = new Set<string>();
  target.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
    if (effectiveDirective === 'connect-src' && URL.canParse(blockedURI))
      blocked.add(new URL(blockedURI).origin);
  });
  return async (url) => {
    // The violation event is dispatched in its own task, which may run after `fetch` has failed.
    await new Promise((resolve) => setTimeout(resolve, 20));
    return blocked.has(new URL(url).origin);
  };
}

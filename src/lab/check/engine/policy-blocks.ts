/** Detects requests that this page's own policy blocked, which `fetch` reports like a network failure. */
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

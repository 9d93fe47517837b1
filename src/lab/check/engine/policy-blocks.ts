/**
 * Notices the requests that this page's own Content-Security-Policy keeps from leaving, which `fetch` reports in
 * the same words as a network that is down.
 *
 * @returns whether a request to an address was kept back.
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
    // The violation is told in a task of its own, which may come after the refusal.
    await new Promise((resolve) => setTimeout(resolve, 20));
    return blocked.has(new URL(url).origin);
  };
}

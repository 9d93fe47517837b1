import type { Network } from '../../machine/wire/recorder.ts';

/** The server sent the browser on to another origin, and the browser did not follow. */
export class RedirectedElsewhere extends Error {
  override readonly name = 'RedirectedElsewhere';
}

/** How long the browser may take to tell that a policy stopped a request, after it has failed. */
const VIOLATION_MS = 50;

/**
 * `fetch` that reaches the origin of its URL and no other. A `no-cors` request has to follow redirects (Fetch, §4.1:
 * with any other redirect mode it is a network error), so a server could lead it to an address that the person did
 * not name, on this very machine for example. A frame with a `connect-src` for the one origin makes the request:
 * the policy is applied to each redirect, too.
 *
 * @throws RedirectedElsewhere where that policy stopped it; TypeError for every other failure, like `fetch`.
 */
export const confinedFetch: Network = async (url, init) => {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  document.body.append(frame);
  try {
    await loaded;
    const { contentDocument, contentWindow } = frame;
    if (!contentDocument || !contentWindow) throw new TypeError('The frame was taken away.');
    const policy = contentDocument.createElement('meta');
    policy.httpEquiv = 'Content-Security-Policy';
    policy.content = `connect-src ${new URL(url).origin}`;
    contentDocument.head.append(policy);
    const stopped = new Promise<boolean>((resolve) => {
      contentDocument.addEventListener('securitypolicyviolation', () => resolve(true));
    });
    try {
      return await contentWindow.fetch(url, init);
    } catch (error) {
      if (await Promise.race([stopped, passed(VIOLATION_MS)])) throw new RedirectedElsewhere();
      throw error;
    }
  } finally {
    frame.remove();
  }
};

function passed(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(resolve, ms, false));
}

/** The server redirected to another origin, and the browser did not follow. */
export class RedirectedElsewhere extends Error {
  override readonly name = 'RedirectedElsewhere';
}

/** How long to wait for the violation event after a request has failed. */
const VIOLATION_MS = 50;

/**
 * `fetch` that reaches only the origin of its URL. A `no-cors` request has to follow redirects (Fetch, §4.1: any other
 * redirect mode is a network error), so a server could redirect it to an address that the person did not name, for
 * example on this machine. Therefore the request is made by a frame whose `connect-src` allows only this origin; this
 * policy also applies to each redirect.
 *
 * @throws RedirectedElsewhere if that policy blocked the request; TypeError for every other failure, as `fetch` does.
 */
export async function confinedFetch(url: string, init: RequestInit): Promise<Response> {
  const frame = document.createElement('iframe');
  frame.hidden = true;
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  document.body.append(frame);
  try {
    await loaded;
    const { contentDocument, contentWindow } = frame;
    if (!contentDocument || !contentWindow) throw new TypeError('The frame was removed.');
    const policy = contentDocument.createElement('meta');
    policy.httpEquiv = 'Content-Security-Policy';
    policy.content = `connect-src ${new URL(url).origin}`;
    contentDocument.head.append(policy);
    const blocked = new Promise<boolean>((resolve) => {
      contentDocument.addEventListener('securitypolicyviolation', () => resolve(true));
    });
    try {
      return await contentWindow.fetch(url, init);
    } catch (error) {
      if (await Promise.race([blocked, passed(VIOLATION_MS)])) throw new RedirectedElsewhere();
      throw error;
    }
  } finally {
    frame.remove();
  }
}

function passed(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(resolve, ms, false));
}

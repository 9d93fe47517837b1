/** The part of the Trusted Types API used here; TypeScript's DOM library does not know it yet. */
interface TrustedTypePolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): unknown;
}

const SERVICE_WORKER = `${import.meta.env.BASE_URL}mockServiceWorker.js`;

/**
 * Installs the `default` policy: starting a worker needs a script URL, and the policy accepts only the URLs of our own
 * workers. Everything else that would turn text into markup or script throws. If the browser refuses the policy, the
 * app starts without it.
 *
 * @param workers the URLs of the workers of the build, in addition to the service worker.
 */
export function installTrustedTypesPolicy(workers: readonly string[] = []): void {
  const own = [SERVICE_WORKER, ...workers.map((url) => new URL(url, location.href).pathname)];
  const { trustedTypes }: { trustedTypes?: TrustedTypePolicyFactory } = Object(window);
  const createScriptURL = (url: string) => {
    const { origin, pathname } = new URL(url, location.href);
    if (origin === location.origin && own.includes(pathname)) return url;
    throw new TypeError('This page loads no script from that address.');
  };
  try {
    trustedTypes?.createPolicy('default', { createScriptURL });
  } catch {
    // The host forbids the default policy, or an extension has created it. The app with real servers needs no worker.
  }
}

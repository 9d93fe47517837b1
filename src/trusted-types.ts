/** The part of the Trusted Types API used here; TypeScript's DOM library does not know it yet. */
interface TrustedTypePolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): unknown;
}

const OWN_WORKERS = ['/mockServiceWorker.js'];

/**
 * Installs the `default` policy: registering a service worker takes a script URL, and only those of our own
 * workers pass. Everything else that would turn text into markup or script throws.
 */
export function installTrustedTypesPolicy(): void {
  const { trustedTypes }: { trustedTypes?: TrustedTypePolicyFactory } = Object(window);
  trustedTypes?.createPolicy('default', {
    createScriptURL(url) {
      const { origin, pathname } = new URL(url, location.href);
      if (origin === location.origin && OWN_WORKERS.includes(pathname)) return url;
      throw new TypeError('This page loads no script from there.');
    },
  });
}

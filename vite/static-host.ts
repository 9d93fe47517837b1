import type { Plugin } from 'vite';

/** Static hosts differ in how they serve `index.html` for a path without a file. */
const STATIC_HOSTS = ['cloudflare-pages', 'netlify', 'other'] as const;
export type StaticHost = (typeof STATIC_HOSTS)[number];

/**
 * The host of a build: the host in the setting, or the host that the build machine belongs to.
 *
 * @param named the setting `VITE_STATIC_HOST`.
 * @param environment the environment of the build, in which Netlify and Cloudflare Pages identify themselves.
 * @throws TypeError for a name that is not in {@link STATIC_HOSTS}.
 */
export function hostNamed(
  named: string | undefined,
  environment: Record<string, string | undefined> = {},
): StaticHost {
  if (!named) {
    if (environment.CF_PAGES) return 'cloudflare-pages';
    return environment.NETLIFY ? 'netlify' : 'other';
  }
  const host = STATIC_HOSTS.find((known) => known === named);
  if (!host) throw new TypeError(`VITE_STATIC_HOST is "${named}"; it may be ${STATIC_HOSTS.join(', ')}.`);
  return host;
}

/** The page for a missing file. No browser mistakes this page for the app. */
const NOT_FOUND =
  '<!doctype html>\n<title>Not found</title>\n<p>This file does not exist, or no longer exists.</p>\n';

/**
 * The files that a build needs beside `index.html`, so that the host serves the app for every path of a page. A path
 * below `assets` is no page: if the host sent the app for a file of an earlier deployment, the browser would store the
 * app under the name of the file.
 *
 * @param indexHtml the built page.
 * @param base the path below which the app is served.
 */
export function fallbackFiles(host: StaticHost, indexHtml: string, base: string): Record<string, string> {
  switch (host) {
    // Without a 404 page at the top, Cloudflare Pages serves `index.html` for every path, except in a folder with its
    // own 404 page. Cloudflare Pages rejects an explicit rule as a loop.
    case 'cloudflare-pages':
      return { 'assets/404.html': NOT_FOUND };
    case 'netlify':
      return {
        _redirects: `${base}assets/*  ${base}assets/404.html  404\n${base}*  ${base}index.html  200\n`,
        'assets/404.html': NOT_FOUND,
      };
    // GitHub Pages and others serve this page, with status 404, for a missing file. Browsers display the page normally.
    case 'other':
      return { '404.html': indexHtml };
  }
}

/** Writes {@link fallbackFiles} into a build. Throws if the base of the build is relative, such as `./`. */
export function routeFallback(host: StaticHost): Plugin {
  let base = '/';
  return {
    name: 'route-fallback',
    // Vite adds a missing last slash to the addresses of assets, but not to `import.meta.env.BASE_URL`.
    config: ({ base = '/' }) => ({ base: /[^/]$/.test(base) ? `${base}/` : base }),
    configResolved(config) {
      base = config.base;
      // The router and the redirect URI begin with the base.
      if (!base.startsWith('/')) {
        throw new TypeError(
          `The base of the build is "${base}", but the app needs the path at which it is served: set VITE_APP_URL instead.`,
        );
      }
    },
    generateBundle: {
      // Runs after Vite has written the final page.
      order: 'post',
      handler(_options, bundle) {
        const page = bundle['index.html'];
        if (page?.type !== 'asset') return;
        const files = fallbackFiles(host, String(page.source), base);
        for (const [fileName, source] of Object.entries(files)) {
          this.emitFile({ type: 'asset', fileName, source });
        }
      },
    },
  };
}

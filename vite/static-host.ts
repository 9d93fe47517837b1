import type { Plugin } from 'vite';

/** Hosts of files that differ in how a path without a file of its own reaches `index.html`. */
export const STATIC_HOSTS = ['cloudflare-pages', 'netlify', 'other'] as const;
export type StaticHost = (typeof STATIC_HOSTS)[number];

/**
 * The host that a build is for: the one named, or the one whose build machine this is.
 *
 * @param named the setting `VITE_STATIC_HOST`.
 * @param environment of the build, where Netlify and Cloudflare Pages say who they are.
 * @throws TypeError for a name that is none of {@link STATIC_HOSTS}.
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

/**
 * The files by which a host serves the app for every path, besides its `index.html`.
 *
 * @param indexHtml the built page.
 * @param base the path the app is served below.
 */
export function fallbackFiles(host: StaticHost, indexHtml: string, base: string): Record<string, string> {
  switch (host) {
    // It takes a site without a 404 page for an app, and serves `index.html`; a rule for that it calls a loop.
    case 'cloudflare-pages':
      return {};
    case 'netlify':
      return { _redirects: `${base}*  ${base}index.html  200\n` };
    // GitHub Pages and others serve this page where there is no file. Its status is 404, which browsers show
    // all the same.
    case 'other':
      return { '404.html': indexHtml };
  }
}

/** Writes {@link fallbackFiles} into a build. */
export function routeFallback(host: StaticHost): Plugin {
  let base = '/';
  return {
    name: 'route-fallback',
    apply: 'build',
    configResolved(config) {
      base = config.base;
    },
    generateBundle: {
      // After Vite has put the page together.
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

import type { Plugin } from 'vite';

/** The font of headings and prose, which the styles declare as optional. */
const FONT = /(?:^|\/)source-serif-4-latin-wght-normal-[^/]+\.woff2$/;

/**
 * Requests the font of headings and prose together with the styles. A browser shows an optional font only if the font
 * has arrived before the first paint. If it has not, the page keeps the fallback font, so that no line moves later.
 */
export function fontPreload(): Plugin {
  let base = '/';
  return {
    name: 'font-preload',
    apply: 'build',
    configResolved: (config) => {
      base = config.base;
    },
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { path, bundle }) => {
        const file = Object.keys(bundle ?? {}).find((name) => FONT.test(name));
        if (path !== '/index.html' || !file) return [];
        const attrs = { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: '', href: base + file };
        return [{ tag: 'link', attrs, injectTo: 'head' }];
      },
    },
  };
}

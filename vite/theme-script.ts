import type { Plugin } from 'vite';

/**
 * Puts `theme.js`, which must run before the first paint, behind everything else in the head. The parser waits
 * for it there, and whatever stands behind a script that is waited for is not even asked for: where a `<meta>`
 * policy stands before them, browsers do not look ahead.
 */
export function themeScript(): Plugin {
  let base = '/';
  return {
    name: 'theme-script',
    configResolved: (config) => {
      base = config.base;
    },
    transformIndexHtml: {
      order: 'post',
      handler: () => [{ tag: 'script', attrs: { src: `${base}theme.js` }, injectTo: 'head' }],
    },
  };
}

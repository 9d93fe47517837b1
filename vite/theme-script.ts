import type { Plugin } from 'vite';

/**
 * Puts `theme.js` at the end of the head. The script must run before the first paint, so it blocks the parser. After a
 * `<meta>` policy, browsers do not preload what follows a blocking script.
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

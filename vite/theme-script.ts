import type { Plugin } from 'vite';

/**
 * Puts `theme.js` at the end of the head. The script must run before the first paint, so it blocks the parser. After a
 * `<meta>` policy, browsers do not preload what follows a blocking script. With `crossorigin`, the script does not load
 * into a document without an origin (the policy `sandbox`), where it would remove the text of the page, and where the app
 * cannot load.
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
      handler: () => [
        { tag: 'script', attrs: { src: `${base}theme.js`, crossorigin: true }, injectTo: 'head' },
      ],
    },
  };
}

import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, minify, type Plugin, type ResolvedConfig, transformWithOxc } from 'vite';
import { appUrlOf } from './app-url.ts';
import { LINK_PREVIEW, pageOf, sitemapOf } from './prerendered-page.ts';

/** The exports of `src/prerender.tsx`. */
interface Renderer {
  paths: readonly string[];
  render(path: string): Promise<string>;
}

const UNTIL_APP = 'until-app.js';

/** Stands for the address of the deployment, because a build may not know that address. No page may show this value. */
const NO_ADDRESS = 'https://prerender.invalid';

/**
 * For each page that is the same for every user, writes an HTML file with the text of the page. The text serves the
 * first paint, readers without JavaScript, search engines and link previews. Static hosts and `vite preview` serve
 * `learn/<slug>.html` for `/learn/<slug>`.
 */
export function prerender(): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'prerender',
    apply: (_config, { command, isSsrBuild }) => command === 'build' && !isSsrBuild,
    configResolved(resolved) {
      config = resolved;
    },
    // Runs after all files are written, because the fallback page is a copy of `index.html` without text.
    writeBundle: { order: 'post', sequential: true, handler: () => writePages(config) },
  };
}

async function writePages(config: ResolvedConfig): Promise<void> {
  const outDir = resolve(config.root, config.build.outDir);
  const shell = readFileSync(join(outDir, 'index.html'), 'utf8');
  const appUrl = appUrlOf(config.env);
  const { paths, render } = await rendererOf(config);
  writeFileSync(join(outDir, UNTIL_APP), await untilAppScript());
  for (const path of paths) {
    const content = await render(path);
    if (content.includes(NO_ADDRESS))
      throw new Error(`${path} shows an address that the build does not know.`);
    const file = join(outDir, path === '/' ? 'index.html' : `${path}.html`);
    mkdirSync(dirname(file), { recursive: true });
    const untilApp = { src: config.base + UNTIL_APP, page: config.base + path.slice(1) };
    writeFileSync(file, pageOf({ shell, content, path, untilApp, appUrl }));
  }
  if (!appUrl) return;
  writeFileSync(join(outDir, 'sitemap.xml'), sitemapOf(paths, appUrl));
  copyFileSync(join(config.root, 'src/lab/landing', LINK_PREVIEW), join(outDir, LINK_PREVIEW));
}

/** Builds `until-app.ts` as a script that is not a module, because a module runs only after the document is parsed. */
async function untilAppScript(): Promise<string> {
  const source = join(import.meta.dirname, 'until-app.ts');
  const { code } = await transformWithOxc(readFileSync(source, 'utf8'), source);
  const { code: small } = await minify(UNTIL_APP, `(() => {${code}})();`);
  return small;
}

/** Builds the pages for Node, with the settings of this build, and loads them. */
async function rendererOf({ configFile, root, mode, base }: ResolvedConfig): Promise<Renderer> {
  // Node finds the packages that the build imports only if the folder is inside the project.
  const outDir = join(root, `node_modules/.prerender-${process.pid}`);
  try {
    await build({
      configFile: configFile ?? false,
      root,
      mode,
      base,
      logLevel: 'warn',
      build: {
        ssr: 'src/prerender.tsx',
        outDir,
        emptyOutDir: true,
        copyPublicDir: false,
        sourcemap: false,
        manifest: false,
        rolldownOptions: { output: { codeSplitting: false } },
      },
    });
    Object.assign(globalThis, { location: new URL(base, NO_ADDRESS) });
    for (const name of ['localStorage', 'sessionStorage']) {
      Object.defineProperty(globalThis, name, { configurable: true, value: EMPTY_STORAGE });
    }
    return await import(pathToFileURL(join(outDir, 'prerender.js')).href);
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}

/** The storage of a browser on its first visit. */
const EMPTY_STORAGE = { getItem: () => null, setItem: () => {}, removeItem: () => {} };

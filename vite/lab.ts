import mdx from '@mdx-js/rollup';
import type { ConfigEnv, Plugin, PluginOption } from 'vite';
import { highlightedSource } from './highlighted-source.ts';
import { keptTogether } from './kept-together.ts';
import { prerender } from './prerender.ts';
import { registry } from './registry.ts';

/** The build plugins of the lab. A starter has no lab, so `vite.config.ts` imports this file only if it exists. */
export function labPlugins(): PluginOption[] {
  return [
    { enforce: 'pre', ...mdx({ remarkPlugins: [keptTogether] }) },
    highlightedSource(),
    chaptersTogether(),
    chapterAhead(),
    framedDocument(),
    registry(),
    prerender(),
  ];
}

/** Whether this is the build for browsers. The other build renders the pages in Node, and must stay one file. */
const isClientBuild = (_config: unknown, { command, isSsrBuild }: ConfigEnv) =>
  command === 'build' && !isSsrBuild;

/** Puts the chapter page and the texts and criteria of all chapters into one chunk: the files are many and small. */
function chaptersTogether(): Plugin {
  const test = /\/src\/lab\/learn\/(LearnPage\.tsx|chapters\/[^/]+\/(chapter\.ts|prose\.mdx))$/;
  const chapters = { name: 'chapters', test };
  return {
    name: 'chapters-together',
    apply: isClientBuild,
    config: () => ({ build: { rolldownOptions: { output: { codeSplitting: { groups: [chapters] } } } } }),
  };
}

/** Adds a second page to the build: the framed page of an attack, which contains nothing of the app. */
function framedDocument(): Plugin {
  const input = ['index.html', 'src/lab/attack/framed/index.html'];
  return {
    name: 'framed-document',
    apply: isClientBuild,
    config: () => ({ build: { rolldownOptions: { input } } }),
  };
}

const CHAPTER_PAGE = /\/src\/lab\/learn\/LearnPage\.tsx$/;
const CHAPTER_AHEAD = 'chapter-ahead.js';

/**
 * Preloads the files of a chapter together with the files of the app when a person opens a chapter. Without the
 * preload, the files of the chapter load only when the app runs. On a phone, this costs most of a second.
 */
function chapterAhead(): Plugin {
  let base = '/';
  return {
    name: 'chapter-ahead',
    apply: isClientBuild,
    configResolved: (config) => {
      base = config.base;
    },
    transformIndexHtml: {
      order: 'post',
      handler: () => [
        {
          tag: 'script',
          attrs: { async: true, fetchpriority: 'high', src: base + CHAPTER_AHEAD },
          injectTo: 'head',
        },
      ],
    },
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
      const withImports = (files: readonly string[], found = new Set<string>()): Set<string> => {
        for (const file of files) {
          if (found.has(file)) continue;
          found.add(file);
          withImports(chunks.find(({ fileName }) => fileName === file)?.imports ?? [], found);
        }
        return found;
      };
      const entries = chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName);
      // The bundler may create a small facade chunk for the chapter page. If not, the page is in the chapters' chunk.
      const page =
        chunks.find(({ facadeModuleId }) => CHAPTER_PAGE.test(facadeModuleId ?? '')) ??
        chunks.find(({ moduleIds }) => moduleIds.some((id) => CHAPTER_PAGE.test(id)));
      if (!page) throw new Error('No chunk has the page of a chapter.');
      const known = withImports(entries);
      const ahead = [...withImports([page.fileName])].filter((file) => !known.has(file));
      const source = `// Written by the build.
if (location.pathname.startsWith(${JSON.stringify(`${base}learn/`)})) {
  for (const href of ${JSON.stringify(ahead.map((file) => base + file))}) {
    const link = document.createElement('link');
    document.head.append(Object.assign(link, { rel: 'modulepreload', crossOrigin: '', href }));
  }
}
`;
      this.emitFile({ type: 'asset', fileName: CHAPTER_AHEAD, source });
    },
  };
}

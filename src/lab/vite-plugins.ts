import { readFile } from 'node:fs/promises';
import mdx from '@mdx-js/rollup';
import type { Plugin, PluginOption } from 'vite';
import type { HighlightedLine, TokenRole } from './source/highlighted.ts';

/** What the lab needs of a build; `vite.config.ts` takes it along where the lab is. */
export function labPlugins(): PluginOption[] {
  return [{ enforce: 'pre', ...mdx() }, highlightedSource(), chaptersTogether()];
}

/** The texts of the chapters and what their proofs read from the log: small, many, and wanted together. */
function chaptersTogether(): Plugin {
  const chapters = { name: 'chapters', test: /src\/lab\/chapters\/[^/]+\/(chapter\.ts|prose\.mdx)$/ };
  return {
    name: 'chapters-together',
    config: () => ({ build: { rolldownOptions: { output: { codeSplitting: { groups: [chapters] } } } } }),
  };
}

const ROLES: Readonly<Record<string, TokenRole>> = {
  'var(--token-comment)': 'comment',
  'var(--token-keyword)': 'keyword',
  'var(--token-string)': 'string',
  'var(--token-string-expression)': 'string',
  'var(--token-constant)': 'constant',
  'var(--token-function)': 'function',
};

/** Gives `<module>?highlighted` as lines of tokens, made by Shiki as the page is built: none of it is shipped. */
function highlightedSource(): Plugin {
  return {
    name: 'highlighted-source',
    enforce: 'pre',
    async load(id) {
      const [file, query] = id.split('?');
      if (query !== 'highlighted' || !file) return undefined;
      this.addWatchFile(file);
      const [{ codeToTokens }, { createCssVariablesTheme }] = await Promise.all([
        import('shiki'),
        import('shiki/core'),
      ]);
      const theme = createCssVariablesTheme({ variablePrefix: '--', fontStyle: false });
      const { tokens } = await codeToTokens(await readFile(file, 'utf8'), { lang: 'ts', theme });
      const lines: HighlightedLine[] = tokens.map((line) =>
        line.map(({ content, color }) => {
          const role = ROLES[color ?? ''];
          return role ? [content, role] : [content];
        }),
      );
      return `export default ${JSON.stringify(lines)}`;
    },
  };
}

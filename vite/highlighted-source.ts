import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';

const ROLES: Readonly<Record<string, string>> = {
  'var(--token-comment)': 'comment',
  'var(--token-keyword)': 'keyword',
  'var(--token-string)': 'string',
  'var(--token-string-expression)': 'string',
  'var(--token-constant)': 'constant',
  'var(--token-function)': 'function',
};

/** Resolves `<module>?highlighted` to lines of tokens. Shiki runs only at build time. */
export function highlightedSource(): Plugin {
  let tokenizer: ReturnType<typeof loadTokenizer> | undefined;
  return {
    name: 'highlighted-source',
    enforce: 'pre',
    async load(id, { ssr } = {}) {
      const [file, query] = id.split('?');
      if (query !== 'highlighted' || !file) return undefined;
      // The prerendered pages (`ssr`) show no source.
      if (ssr) return 'export default []';
      this.addWatchFile(file);
      tokenizer ??= loadTokenizer();
      const tokensOf = await tokenizer;
      const tokens = await tokensOf(await readFile(file, 'utf8'));
      const lines = tokens.map((line) =>
        line.map(({ content, color }) => {
          const role = ROLES[color ?? ''];
          return role ? [content, role] : [content];
        }),
      );
      return `export default ${JSON.stringify(lines)}`;
    },
  };
}

async function loadTokenizer() {
  const [{ codeToTokens }, { createCssVariablesTheme }] = await Promise.all([
    import('shiki'),
    import('shiki/core'),
  ]);
  // Shiki compiles each theme object separately, so all modules share one object.
  const theme = createCssVariablesTheme({ variablePrefix: '--', fontStyle: false });
  // A time limit of 0 means no limit. By default, Shiki stops after 500 ms in one line, and returns the rest of the
  // line as one wrong token. A busy machine can reach this limit.
  const options = { lang: 'ts', theme, tokenizeTimeLimit: 0 } as const;
  return async (code: string) => (await codeToTokens(code, options)).tokens;
}

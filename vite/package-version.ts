import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { normalizePath, type Plugin } from 'vite';

const MANIFEST = normalizePath(join(import.meta.dirname, '../package.json'));

/** Reduces `package.json` to its version, so that the build does not publish its dependencies and scripts. */
export function packageVersion(): Plugin {
  return {
    name: 'package-version',
    enforce: 'pre',
    load(id) {
      if (id !== MANIFEST) return undefined;
      const { version } = JSON.parse(readFileSync(MANIFEST, 'utf8'));
      return JSON.stringify({ version });
    },
  };
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import { expect, it } from 'vitest';
import { VERSION } from '../src/version.ts';
import { packageVersion } from './package-version.ts';

const ROOT = join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

it('the tests see the version of package.json', () => expect(VERSION).toBe(version));

it('a build contains the version of package.json, but no scripts or dependencies', async () => {
  const result = await build({
    configFile: false,
    root: ROOT,
    logLevel: 'silent',
    publicDir: false,
    plugins: [packageVersion()],
    build: {
      write: false,
      rolldownOptions: { input: join(ROOT, 'src/version.ts'), preserveEntrySignatures: 'strict' },
    },
  });
  const [output] = [result].flat();
  if (!output || !('output' in output)) throw new Error('src/version.ts was not built.');
  const code = output.output.map((file) => ('code' in file ? file.code : '')).join('\n');
  expect(code).toContain(version);
  expect(code).not.toMatch(/scripts|dependencies/);
});

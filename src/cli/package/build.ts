import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const ROOT = join(import.meta.dirname, '../../..');

/** Where the package is built: a folder for `npm pack` and `npm publish`. */
export const PACKAGE_FOLDER = join(ROOT, 'dist-cli');

/** The files of the package. */
export const PACKAGE_FILES = ['LICENSE', 'README.md', 'package.json', 'pkce-lab.js', 'report.schema.json'];

/** Builds the program as one file of JavaScript for plain Node, with what npm needs to publish it. */
export async function buildPackage(folder = PACKAGE_FOLDER): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    publicDir: false,
    build: {
      ssr: join(ROOT, 'src/cli/pkce-lab.ts'),
      outDir: folder,
      emptyOutDir: false,
      target: 'node20',
      minify: true,
      rolldownOptions: {
        output: { entryFileNames: 'pkce-lab.js', codeSplitting: false, banner: '#!/usr/bin/env node' },
      },
    },
  });
  copyFileSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  copyFileSync(join(ROOT, 'src/cli/package/README.md'), join(folder, 'README.md'));
  copyFileSync(join(ROOT, 'src/cli/output/report.schema.json'), join(folder, 'report.schema.json'));
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
}

function manifest() {
  const { name, version, license }: Record<string, unknown> = JSON.parse(
    readFileSync(join(ROOT, 'package.json'), 'utf8'),
  );
  return {
    name,
    version,
    description:
      'Checks an MCP server and its authorization server: OAuth, PKCE, metadata, and whether a page can reach them.',
    license,
    type: 'module',
    bin: { 'pkce-lab': 'pkce-lab.js' },
    files: PACKAGE_FILES.filter((file) => file !== 'package.json'),
    engines: { node: '>=20' },
  };
}

if (import.meta.main) await buildPackage();

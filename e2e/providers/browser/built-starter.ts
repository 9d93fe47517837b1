import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sirv from 'sirv';
import { SETTINGS } from '../../../vite/settings.ts';

const ROOT = join(import.meta.dirname, '../../..');
const run = promisify(execFile);

/** A starter in a new folder, made with `npm run starter -- <folder>`. */
export interface MadeStarter {
  /** Builds with these lines as `.env.local`. The listener serves the build by its file `_headers`. */
  build(lines: string): Promise<RequestListener>;
  remove(): void;
}

export async function makeStarter(): Promise<MadeStarter> {
  const parent = mkdtempSync(join(tmpdir(), 'presets-'));
  const folder = join(parent, 'my-app');
  await run('node', ['scripts/starter.ts', '--allow-uncommitted', folder], { cwd: ROOT });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  // The settings come only from `.env.local`, so the build must not inherit settings from this process.
  const env = { ...process.env };
  for (const name of SETTINGS) delete env[name];
  let builds = 0;
  return {
    async build(lines) {
      builds += 1;
      const output = join(folder, `dist-${builds}`);
      writeFileSync(join(folder, '.env.local'), lines);
      await run('npm', ['run', 'build', '--', '--outDir', output], { cwd: folder, env });
      return staticHost(output);
    },
    remove: () => rmSync(parent, { recursive: true, force: true }),
  };
}

function staticHost(folder: string): RequestListener {
  const headers = headersIn(readFileSync(join(folder, '_headers'), 'utf8'));
  return sirv(folder, {
    single: true,
    setHeaders(response) {
      for (const [name, value] of headers) response.setHeader(name, value);
    },
  });
}

/** The headers for every path: the lines below `/*`. */
function headersIn(file: string): [string, string][] {
  const [, ofEachPath = ''] = /^\/\*\n((?: {2}.*\n)+)/.exec(file) ?? [];
  return [...ofEachPath.matchAll(/^ {2}([A-Za-z-]+): (.*)$/gm)].map(([, name = '', value = '']) => [
    name,
    value,
  ]);
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Files, planStarter } from './plan.ts';

/** The text files of this repository, except installed and built files. */
export function labFiles(): Map<string, string> {
  const root = join(import.meta.dirname, '../..');
  const isMade =
    /^(node_modules|dist.*|test-results|coverage|reports|playwright-report|blob-report|\.git|\.stryker-tmp|\.weakened|\.env\..*local|\.env\.local)$/;
  const paths = readdirSync(root)
    .filter((name) => !isMade.test(name))
    .flatMap((name) => {
      const below = readdirSync(root, { withFileTypes: true }).find((entry) => entry.name === name);
      if (!below?.isDirectory()) return [name];
      return readdirSync(join(root, name), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
    })
    .filter((path) => !/\/node_modules\/|\.(png|woff2?|tsbuildinfo)$/.test(path));
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

/** The text files of the starter that this repository creates, except `package-lock.json`, which npm writes. */
export function starterFiles(name: string): Files {
  const files = labFiles();
  const { remove, edit } = planStarter(files, name);
  const removed = new Set(remove);
  return new Map(
    [...files]
      .filter(([path]) => !removed.has(path) && path !== 'package-lock.json')
      .map(([path, text]) => [path, edit.get(path) ?? text]),
  );
}

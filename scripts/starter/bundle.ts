import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Matches the paths of mocks and of the lab in source maps, and their file names in a build. */
const NOT_FOR_PRODUCTION =
  /node_modules\/(@mswjs|msw|@modelcontextprotocol\/server|idb)\/|src\/(mocks|lab)\/|mockServiceWorker/;

/** Every file of a build, and every module in its source maps. */
function contentsOf(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const modules = files
    .filter((file) => file.endsWith('.map'))
    .flatMap((file) => {
      const map: { sources: string[] } = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      return map.sources;
    });
  return [...files, ...modules];
}

/**
 * The files and modules in a build that belong to the mocks or to the lab.
 *
 * @throws Error if the source maps do not name the app's main module, because the check would then prove nothing.
 */
export function mocksIn(folder: string): string[] {
  const contents = contentsOf(folder);
  if (!contents.some((name) => name.endsWith('src/main.tsx'))) {
    throw new Error(`The source maps in ${folder} do not name the modules of the build.`);
  }
  return contents.filter((name) => NOT_FOR_PRODUCTION.test(name));
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What belongs to the offline world or the lab, as the source maps of a build and its files name it. */
const NOT_FOR_PRODUCTION =
  /node_modules\/(@mswjs|msw|@modelcontextprotocol\/server|idb)\/|src\/(mocks|lab)\/|mockServiceWorker/;

/** Every file of a build, and every module that its source maps say went into it. */
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
 * What of the offline world and the lab is in a build.
 *
 * @throws Error when the build says of no module where it came from: then nothing would be proven.
 */
export function mocksIn(folder: string): string[] {
  const contents = contentsOf(folder);
  if (!contents.some((name) => name.endsWith('src/main.tsx'))) {
    throw new Error(`The source maps in ${folder} do not tell what went into it.`);
  }
  return contents.filter((name) => NOT_FOR_PRODUCTION.test(name));
}

import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Plugin, type Rolldown } from 'vite';
import { CLIENT_ID, ISSUER, MCP_SERVER } from '../../e2e/real/addresses.ts';
import { packageVersion } from '../../vite/package-version.ts';

export interface BuiltPage {
  /** The file name of the entry script. */
  entry: string;
  scripts: ReadonlyMap<string, Buffer>;
}

/** Builds the page of a client for production, in memory. `file` is its name in `clients/`. */
export async function buildPage(file: string): Promise<BuiltPage> {
  const chunks = await bundle(file);
  return {
    entry: entryOf(chunks).fileName,
    scripts: new Map(chunks.map(({ fileName, code }) => [fileName, gzip(code)])),
  };
}

/** The gzipped size of the entry script of a client's page, without React. */
export const bytesWithoutReact = async (file: string): Promise<number> =>
  gzip(entryOf(await bundle(file, /^react(-dom)?(\/|$)/)).code).length;

async function bundle(file: string, external?: RegExp): Promise<Rolldown.OutputChunk[]> {
  const result = await build({
    configFile: false,
    envDir: false,
    publicDir: false,
    logLevel: 'warn',
    define: {
      'import.meta.env.VITE_MCP_SERVER_URL': JSON.stringify(MCP_SERVER),
      'import.meta.env.VITE_ISSUER': JSON.stringify(ISSUER),
      'import.meta.env.VITE_CLIENT_ID': JSON.stringify(CLIENT_ID),
    },
    plugins: [plainDynamicImport, packageVersion()],
    build: {
      write: false,
      target: 'es2023',
      chunkSizeWarningLimit: 1000,
      rolldownOptions: { input: join(import.meta.dirname, 'clients', file), ...(external && { external }) },
    },
  });
  const [output] = [result].flat();
  if (!output || !('output' in output)) throw new Error(`${file} was not built.`);
  return output.output.filter((chunk) => chunk.type === 'chunk');
}

/** Removes Vite's preload code from the measured script, because a page with one chunk does not need this code. */
const plainDynamicImport: Plugin = {
  name: 'plain-dynamic-import',
  enforce: 'pre',
  load: (id) =>
    id.includes('vite/preload-helper') ? 'export const __vitePreload = (load) => load();' : null,
};

function entryOf(chunks: readonly Rolldown.OutputChunk[]): Rolldown.OutputChunk {
  const entry = chunks.find(({ isEntry }) => isEntry);
  if (!entry) throw new Error('The page has no entry.');
  return entry;
}

const gzip = (code: string): Buffer => gzipSync(code, { level: 9 });

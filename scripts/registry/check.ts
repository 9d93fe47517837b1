import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { openOnLoopback } from '../../e2e/loopback.ts';
import { appFiles } from './documented.ts';
import { registryDocuments } from './items.ts';

async function run(folder: string, command: string): Promise<void> {
  const [program = '', ...words] = command.split(' ');
  const startedMs = performance.now();
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
  // A command that has no input asks no questions.
  const child = spawn(program, words, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      output += text;
    });
  }
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`In ${basename(folder)}, ${command} failed:\n${output}`);
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  process.stdout.write(`ok  ${basename(folder)}  ${command}  ${seconds} s\n`);
}

function write(folder: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function add(app: string, registry: string, ...items: string[]): Promise<void> {
  const addresses = items.map((item) => `${registry}/${item}.json`);
  return run(app, ['npx --yes shadcn@latest add --yes', ...addresses].join(' '));
}

async function checkVite(folder: string, registry: string): Promise<void> {
  await run(folder, 'npx --yes create-vite@latest vite --template react-ts --no-interactive');
  const app = join(folder, 'vite');
  await run(app, 'npm install --no-audit --no-fund');
  await add(app, registry, 'oauth-react', 'oauth-test-server');
  write(app, appFiles('Vite and React'));
  await run(app, 'npm run build');
  await run(app, 'npm install --no-audit --no-fund --save-dev vitest jsdom');
  write(app, appFiles('A test that signs in'));
  await run(app, 'npx tsc -b');
  await run(app, 'npx vitest run');
}

async function checkNext(folder: string, registry: string): Promise<void> {
  const plain = '--ts --app --empty --no-tailwind --no-eslint --no-src-dir --use-npm --disable-git --yes';
  await run(folder, `npx --yes create-next-app@latest next ${plain}`);
  const app = join(folder, 'next');
  await add(app, registry, 'oauth-react', 'oauth-test-server');
  write(app, appFiles('Next.js'));
  await run(app, 'npx next build');
  await run(app, 'npx tsc --noEmit');
  const rendered = readFileSync(join(app, '.next/server/app/index.html'), 'utf8');
  if (!rendered.includes('<button>Sign in</button>')) {
    throw new Error(`The server rendered no sign-in:\n${rendered}`);
  }
}

const WEBPACK_APP = new Map([
  ['package.json', '{ "private": true }'],
  [
    'tsconfig.json',
    JSON.stringify({
      compilerOptions: {
        target: 'ES2022',
        lib: ['ES2022', 'DOM', 'DOM.Iterable'],
        module: 'ESNext',
        moduleResolution: 'Node',
        strict: true,
        exactOptionalPropertyTypes: true,
      },
      include: ['src'],
    }),
  ],
  [
    'webpack.config.js',
    `module.exports = {
      mode: 'production',
      entry: './src/index.ts',
      module: { rules: [{ test: /\\.ts$/, use: 'ts-loader', exclude: /node_modules/ }] },
      resolve: { extensions: ['.ts', '.js'] },
    };`,
  ],
]);

async function checkWebpack(folder: string, registry: string): Promise<void> {
  const app = join(folder, 'webpack');
  write(app, new Map([...WEBPACK_APP, ...appFiles('Webpack')]));
  const packages = 'webpack@5 webpack-cli ts-loader typescript@5';
  await run(app, `npm install --no-audit --no-fund --save-dev ${packages}`);
  await add(app, registry, 'oauth', 'oauth-test-server');
  await run(app, 'npx tsc --noEmit');
  await run(app, 'npx webpack');
}

// `npm run copies:check` creates the three apps of docs/copying.md: the Vite and the Next.js app with the newest versions
// of their tools, the Webpack app with Webpack 5 and TypeScript 5. It adds the items with `shadcn`, from an address and
// from a file, and writes the files that docs/copying.md shows. Then it type-checks and builds the apps, and signs in
// with one app.
const folder = mkdtempSync(join(tmpdir(), 'copies-'));
const documents = registryDocuments();
/** Serves the items as the host of a deployed build does. */
const host = await openOnLoopback(
  createServer(({ url = '/' }, response) => {
    const document = documents.get(basename(url));
    response.writeHead(document === undefined ? 404 : 200).end(document);
  }),
);
const address = `${host.origin}/r`;
try {
  const files = join(folder, 'r');
  write(files, documents);
  await checkVite(folder, address);
  await checkNext(folder, files);
  await checkWebpack(folder, address);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
}

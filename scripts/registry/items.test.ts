import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { appFiles } from './documented.ts';
import { type RegistryItem, registryDocuments } from './items.ts';

const ROOT = join(import.meta.dirname, '../..');
const documents = registryDocuments();
const items = ['oauth', 'oauth-react', 'oauth-test-server'].map((name): RegistryItem => {
  return JSON.parse(documents.get(`${name}.json`) ?? '{}');
});
const SPECIFIER = /(?<=\bfrom '|\bimport\(')[^']+/g;
const source = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** The path of the imported file, with its ending. `from` is the importing file. */
function targetOf(item: RegistryItem, from: string, specifier: string): string | undefined {
  const { pathname } = new URL(specifier, `file:///${from}`);
  return [`${pathname}.ts`, `${pathname}.tsx`]
    .map((path) => path.slice(1))
    .find((path) => item.files.some(({ target }) => target === path));
}

describe.each(items.map((item) => [item.name, item] as const))('the item %s', (_name, item) => {
  const code = item.files.filter(({ path }) => /\.tsx?$/.test(path));

  it('equals the sources, except that its imports have no file extensions', () => {
    expect(code.length).toBeGreaterThan(20);
    for (const { path, target, content } of code) {
      const restored = content.replace(SPECIFIER, (specifier) => {
        if (!specifier.startsWith('.')) return specifier;
        const [ending] = /\.tsx?$/.exec(targetOf(item, target, specifier) ?? '') ?? [];
        return specifier + ending;
      });
      expect(restored, path).toBe(source(path));
    }
  });

  it('contains no test and no file of the lab', () => {
    const paths = item.files.flatMap(({ path, target }) => [path, target]);
    expect(paths.filter((path) => /\btest|\blab\b/.test(path))).toEqual([]);
  });

  it('names the packages that it imports, with the versions in package.json', () => {
    const imported = code.flatMap(({ content }) => content.match(SPECIFIER) ?? []);
    const packages = new Set(imported.filter((specifier) => !specifier.startsWith('.')));
    const { devDependencies } = JSON.parse(source('package.json'));
    // The items do not install React: an app without React does not use the files that import it.
    packages.delete('react');
    expect([...packages].map((name) => `${name}@${devDependencies[name]}`).sort()).toEqual(
      item.devDependencies ?? [],
    );
  });

  it('includes the licence, because MIT requires the licence in every copy', () =>
    expect(item.files.find(({ target }) => target.endsWith('/LICENSE'))?.content).toBe(source('LICENSE')));

  it('has only files of the type registry:file, and writes them below src', () => {
    expect(item.type).toBe('registry:item');
    for (const { type, target } of item.files) {
      expect([type, target]).toEqual(['registry:file', expect.stringMatching(/^src\/[\w/-]+(\.\w+)?$/)]);
    }
  });
});

it('the item oauth has the index, the error texts and the README, and oauth-react has every file of oauth', () => {
  const [oauth, react] = items.map(({ files }) => files.map(({ target }) => target));
  for (const name of ['index.ts', 'error-descriptions.ts', 'cross-origin-failure.ts', 'README.md']) {
    expect(oauth).toContain(`src/oauth/${name}`);
  }
  expect(react).toEqual(expect.arrayContaining(oauth ?? []));
  expect(react).toContain('src/oauth/react/SessionProvider.tsx');
});

it('the list has every item, without the contents of files', () => {
  const list: { items: { name: string; files: object[] }[] } = JSON.parse(
    documents.get('registry.json') ?? '{}',
  );
  expect(list.items.map(({ name }) => name)).toEqual(items.map(({ name }) => name));
  expect(list.items.flatMap(({ files }) => files).filter((file) => 'content' in file)).toEqual([]);
});

describe('an app that has copied everything', () => {
  const folders: string[] = [];
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true });
  });

  function typeErrors(compilerOptions: object, files: ReadonlyMap<string, string>): string {
    const folder = mkdtempSync(join(tmpdir(), 'copied-'));
    folders.push(folder);
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const shared = { module: 'ESNext', jsx: 'react-jsx', strict: true, skipLibCheck: true, types: [] };
    const config = { compilerOptions: { ...shared, ...compilerOptions, noEmit: true } };
    for (const [path, text] of new Map([...files, ['tsconfig.json', JSON.stringify(config)]])) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return spawnSync(join(folder, 'node_modules/.bin/tsc'), { cwd: folder, encoding: 'utf8' }).stdout;
  }

  const copied = items.flatMap(({ files }) =>
    files.map(({ target, content }): [string, string] => [target, content]),
  );

  it('type-checks together with the files in docs/copying.md, in a strict Vite app with the oldest supported lib', () => {
    const shown = ['Vite and React', 'Webpack', 'A test that signs in'].flatMap((name) => [
      ...appFiles(name),
    ]);
    const options = {
      target: 'ES2022',
      lib: ['ES2022', 'DOM', 'DOM.Iterable'],
      verbatimModuleSyntax: true,
      erasableSyntaxOnly: true,
      noUnusedLocals: true,
      noUnusedParameters: true,
    };
    expect(typeErrors(options, new Map([...copied, ...shown]))).toBe('');
  });

  it('type-checks with the settings of Next.js, which has no folder src and targets ES2017', () => {
    const withoutSrc = copied.map(([path, text]): [string, string] => [path.slice('src/'.length), text]);
    // This project does not install Next.js, so the test declares what the page imports; `npm run copies:check` does.
    const next = 'export function useRouter(): { replace(path: string): void };';
    const files = new Map([
      ...withoutSrc,
      ...appFiles('Next.js'),
      ['next.d.ts', `declare module 'next/navigation' { ${next} }`],
    ]);
    const options = { target: 'ES2017', lib: ['dom', 'dom.iterable', 'esnext'], esModuleInterop: true };
    expect(typeErrors({ ...options, isolatedModules: true }, files)).toBe('');
  });
});

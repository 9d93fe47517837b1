import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const SCHEMA = 'https://ui.shadcn.com/schema';

interface RegistryFile {
  /** The path of the file in this project. */
  path: string;
  /** The path in the app. In an app without a folder `src`, `shadcn` omits `src` from the path. */
  target: string;
  /** `shadcn` copies files of this type unchanged, and into every kind of app. */
  type: 'registry:file';
  content: string;
}

/** The document that `npx shadcn add` reads. */
export interface RegistryItem {
  $schema: string;
  name: string;
  type: 'registry:item';
  title: string;
  description: string;
  devDependencies?: string[];
  files: RegistryFile[];
}

/** Every item with its files. No item depends on another item, so that `shadcn` can also add an item from a file. */
function registryItems(): RegistryItem[] {
  const oauth = filesIn('src/oauth');
  const react = filesIn('src/oauth/react');
  const server = [
    ...filesIn('src/mocks/authorization-server'),
    ...filesIn('src/mocks/dpop'),
    'src/mocks/audit-log.ts',
  ];
  return [
    {
      ...item('oauth', 'OAuth 2.1 with PKCE', 'Sign-in in a browser tab, without dependencies.'),
      files: oauth.map(registryFile),
    },
    {
      ...item(
        'oauth-react',
        'OAuth 2.1 with PKCE, and React',
        'The item oauth, with its binding for React 19.',
      ),
      files: [...oauth, ...react].map(registryFile),
    },
    {
      ...item(
        'oauth-test-server',
        'Authorization server for tests',
        'An authorization server as a function of requests: in Node, or in a tab behind MSW.',
      ),
      devDependencies: ['idb', 'jose'].map(withVersion),
      files: [...server.map(registryFile), licence('src/mocks/authorization-server/LICENSE')],
    },
  ];
}

/** The list of the items, which `npx shadcn list` reads. */
function registryIndex(items: readonly RegistryItem[]) {
  return {
    $schema: `${SCHEMA}/registry.json`,
    name: 'pkce-lab',
    // The schema requires a homepage, but a build does not know its own address.
    homepage: '',
    items: items.map(({ $schema, files, ...about }) => ({
      ...about,
      files: files.map(({ content, ...file }) => file),
    })),
  };
}

/** Every document to serve, by file name. */
export function registryDocuments(): Map<string, string> {
  const items = registryItems();
  const documents = [registryIndex(items), ...items].map((document): [string, string] => [
    'files' in document ? `${document.name}.json` : 'registry.json',
    `${JSON.stringify(document, null, 2)}\n`,
  ]);
  return new Map(documents);
}

/** Removes the file endings from the imports, because by default Next.js and Webpack refuse `.ts` in an import. */
function withoutEndings(source: string): string {
  return source.replace(/(\bfrom |\bimport\()'(\.[^']+)\.tsx?'/g, "$1'$2'");
}

function item(name: string, title: string, description: string): Omit<RegistryItem, 'files'> {
  return { $schema: `${SCHEMA}/registry-item.json`, name, type: 'registry:item', title, description };
}

/** The files of a folder, except tests and the files in subfolders. */
function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .filter((name) => /^LICENSE$|\.(tsx?|md)$/.test(name) && !/\.test\.tsx?$/.test(name))
    .map((name) => `${folder}/${name}`)
    .sort();
}

function registryFile(path: string): RegistryFile {
  const source = readFileSync(join(ROOT, path), 'utf8');
  const content = /\.tsx?$/.test(path) ? withoutEndings(source) : source;
  return { path, target: path, type: 'registry:file', content };
}

/** The licence file. MIT requires its notice in every copy. */
const licence = (target: string): RegistryFile => ({ ...registryFile('LICENSE'), target });

function withVersion(name: string): string {
  const manifest: { devDependencies: Record<string, string> } = JSON.parse(
    readFileSync(join(ROOT, 'package.json'), 'utf8'),
  );
  return `${name}@${manifest.devDependencies[name]}`;
}

/** Paths that the starter leaves out: the lab, its benchmarks and documents, and the starter command itself. */
export const REMOVED_PATHS = [
  'src/lab',
  'src/cli',
  '.github/actions',
  'docs/check-in-ci.md',
  'docs/engines.md',
  'e2e/lab',
  'e2e/engines',
  'e2e/interop',
  'bench',
  'vite/lab.ts',
  'src/prerender.tsx',
  'vite/prerender.ts',
  'vite/prerendered-page.ts',
  'vite/prerendered-page.test.ts',
  'vite/until-app.ts',
  'vite/highlighted-source.ts',
  'vite/kept-together.ts',
  'vite/kept-together.test.ts',
  'vite/registry.ts',
  'docs/benchmarks.md',
  'docs/copying.md',
  'docs/pictures/lab',
  'scripts/pictures.ts',
  'scripts/registry',
  'docs/sign-in-benchmark.svg',
  'scripts/starter.ts',
  'scripts/starter',
  'starter',
  // A project may change or delete its documents, so no test of a starter reads a document.
  'docs/hosting.test.ts',
  'docs/playwright-in-ci.test.ts',
  'docs/presets/presets.test.ts',
  'e2e/providers',
  'docs/settings.test.ts',
  // A new project has its own history.
  'CHANGELOG.md',
  'docs/changelog.test.ts',
  '.github/workflows/starter.yml',
  '.github/workflows/deploy.yml',
  '.github/workflows/clicker.yml',
  '.github/workflows/engines.yml',
] as const;

/** The `@types` of removable packages, with the entry in `tsconfig.json`: no file imports them. */
const TYPES_OF: Readonly<Record<string, { package: string; compilerType?: string }>> = {
  '@mdx-js/rollup': { package: '@types/mdx', compilerType: 'mdx' },
  ws: { package: '@types/ws' },
};

/**
 * The folder with the files that differ in a starter. Each of these files replaces the file with the same path outside
 * this folder. In these files, `{name}` stands for the name of the new project.
 */
const OVERLAY = 'starter/';

/** The description of the lab in `index.html`. */
const LAB_DESCRIPTION = /OAuth 2\.1 with PKCE for MCP clients[^"]*/;

/** The name of this project. In the files of {@link NAMED_IN}, the name of the starter replaces this name. */
const LAB_NAME = 'PKCE Lab';
const NAMED_IN = [
  'index.html',
  'public/icon.svg',
  'src/ui/Brand.tsx',
  'src/session-settings.ts',
  'src/mcp/client.ts',
  'src/mocks/browser.ts',
  'vite/client-metadata.ts',
];

const CODE = /\.(tsx?|mdx|js|css)$/;
const SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*|\burl\(\s*)['"]([^'"]+)['"]/g;

/** The text of each file, by the path in the project. The separator of a path is `/`. */
export type Files = ReadonlyMap<string, string>;

/** The changes that turn this project into a starter. */
export interface Plan {
  remove: string[];
  /** The new text of each file that changes, except `package-lock.json`, which npm writes. */
  edit: Map<string, string>;
  /** Packages that only removed files import. */
  packages: string[];
}

/**
 * Plans the changes that turn this project into a starter.
 *
 * @param files every tracked file, with its text.
 * @param name the name of the new project. The name of the npm package is derived from this name.
 * @throws Error if a file that stays imports a removed file.
 */
export function planStarter(files: Files, name: string): Plan {
  const remove = [...files.keys()].filter(isRemoved);
  const kept = new Map([...files].filter(([path]) => !isRemoved(path)));
  for (const [path, text] of kept) {
    const reached = specifiersOf(path, text).find((specifier) => isRemoved(resolvePath(path, specifier)));
    if (reached !== undefined) {
      throw new Error(
        `${path} stays and imports ${reached}, which is removed. Move the imported code into a file that stays.`,
      );
    }
  }

  const packages = packagesOnlyIn(remove, files, kept);
  const edit = new Map<string, string>();
  for (const [path, text] of files) {
    if (path.startsWith(OVERLAY)) {
      edit.set(path.slice(OVERLAY.length), text.replaceAll('{name}', plainName(name)));
    }
  }
  for (const [path, text] of kept) {
    if (edit.has(path)) continue;
    const changed = edited(path, text, packages, plainName(name));
    if (changed !== text) edit.set(path, changed);
  }
  return { remove, edit, packages };
}

/** Whether `path` is `folder`, or is inside it. */
export const isWithin = (folder: string, path: string): boolean =>
  path === folder || path.startsWith(`${folder}/`);

const isRemoved = (path: string): boolean => REMOVED_PATHS.some((removed) => isWithin(removed, path));

function specifiersOf(path: string, text: string): string[] {
  if (!CODE.test(path)) return [];
  return [...text.matchAll(SPECIFIER)].flatMap(([, specifier]) => specifier ?? []);
}

/** Turns a relative specifier into a path of the project. Any other specifier stays unchanged. */
function resolvePath(from: string, specifier: string): string {
  return specifier.startsWith('.') ? new URL(specifier, `file:///${from}`).pathname.slice(1) : specifier;
}

function packagesOnlyIn(removed: readonly string[], files: Files, kept: Files): string[] {
  const importedBy = (paths: Iterable<string>) =>
    new Set([...paths].flatMap((path) => specifiersOf(path, files.get(path) ?? '').flatMap(packageOf)));
  const stays = importedBy(kept.keys());
  const manifest = JSON.parse(files.get('package.json') ?? '{}');
  const installed = { ...manifest.dependencies, ...manifest.devDependencies };
  return [...importedBy(removed)]
    .filter((name) => !stays.has(name))
    .flatMap((name) => [name, TYPES_OF[name]?.package ?? []].flat())
    .filter((name) => name in installed)
    .sort();
}

const packageOf = (specifier: string): string[] =>
  /^(?:@[\w.-]+\/)?[\w.-]+(?=\/|$)/.exec(specifier)?.slice(0, 1) ?? [];

function edited(path: string, text: string, packages: readonly string[], name: string): string {
  if (path === 'package.json') return manifestWithout(text, packages, name);
  if (path === 'tsconfig.json') {
    const types = packages.flatMap((name) => TYPES_OF[name]?.compilerType ?? []);
    return types.reduce((config, type) => config.replace(new RegExp(`, "${type}"|"${type}", `), ''), text);
  }
  if (path === 'LICENSE') return withHolder(text, name);
  const plain =
    path === 'index.html' ? text.replace(LAB_DESCRIPTION, 'Sign-in with OAuth 2.1 and PKCE.') : text;
  return NAMED_IN.includes(path) ? plain.replaceAll(LAB_NAME, name) : plain;
}

/** Adds the authors of the new project to the licence, and keeps the original notice, as MIT requires. */
const withHolder = (licence: string, name: string): string =>
  licence.replace(/^Copyright /m, (notice) => `Copyright (c) The ${name} authors\n${notice}`);

/** Removes the characters of a name that are unsafe in a string, in markup or in a text. */
const plainName = (name: string): string => name.replace(/[^\p{L}\p{N} ._-]/gu, '').trim() || 'Starter';

/** Without the removed packages, the scripts that run removed files, and the steps that call such scripts. */
function manifestWithout(text: string, packages: readonly string[], name: string): string {
  const manifest: {
    name: string;
    version: string;
    description?: string;
    scripts: Record<string, string>;
    dependencies: Record<string, string>;
    devDependencies: Record<string, string>;
  } = JSON.parse(text);
  manifest.name = packageName(name);
  manifest.version = '0.0.0';
  delete manifest.description;
  for (const unused of packages) {
    delete manifest.dependencies[unused];
    delete manifest.devDependencies[unused];
  }
  for (const [script, command] of Object.entries(manifest.scripts)) {
    if (command.split(/[\s=]+/).some(isRemoved)) delete manifest.scripts[script];
  }
  for (const [script, command] of Object.entries(manifest.scripts)) {
    const steps = command.split(' && ').filter((step) => {
      const [, called] = /^npm run (\S+)/.exec(step) ?? [];
      return called === undefined || called in manifest.scripts;
    });
    manifest.scripts[script] = steps.join(' && ');
  }
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Turns a name into a valid name of an npm package: lower case, without spaces or characters that a URL encodes. */
function packageName(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9._-]+/g, '-');
  return plain.replace(/^[._-]+|-+$/g, '') || 'starter';
}

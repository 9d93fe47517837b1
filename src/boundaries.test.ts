import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const SOURCE = /\.(ts|tsx|mdx)$/;

/** For each folder of `src` (a room), the rooms that it may import. The tests refuse any other import between rooms. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  oauth: [],
  'oauth/react': ['oauth'],
  mcp: ['oauth'],
  mocks: ['ui'],
  ui: [],
  app: ['mcp', 'oauth', 'oauth/react', 'ui'],
  lab: ['oauth', 'oauth/react', 'mcp', 'mocks', 'ui'],
  cli: ['oauth', 'lab', 'ui'],
};
/** Files outside the rooms: the settings of a fork, the plugin type, the observable store, and the version. */
const LOOSE_FILES: Record<string, readonly string[]> = {
  app: ['src/config.ts', 'src/store.ts'],
  mcp: ['src/store.ts', 'src/version.ts'],
  ui: ['src/store.ts'],
  lab: ['src/plugin.ts', 'src/store.ts', 'src/version.ts'],
};
/** For each folder of `src/lab`, the folders that it may import: a screen imports the machine, and no other screen. */
const LAB_MAY_IMPORT: Record<string, readonly string[]> = {
  machine: [],
  landing: ['machine'],
  learn: ['machine'],
  attack: ['machine'],
  check: ['machine'],
  recording: ['machine'],
};
/** The only files of the lab that the command line program may import: they run outside a browser. */
const CLI_MAY_IMPORT = ['src/lab/check/engine/', 'src/lab/machine/wire/', 'src/lab/machine/debugger/gate.ts'];
/** The rooms that may use React. */
const REACT_ROOMS = ['oauth/react', 'app', 'lab', 'ui', 'mocks'];

interface Import {
  file: string;
  room: string;
  /** The imported file below the project's root; absent for a package. */
  path?: string;
  /** A room of `src`, a loose file of `src` as `src/<name>`, or the name of a package. */
  target: string;
}

function roomOf(path: string): string | undefined {
  const parts = relative(join(ROOT, 'src'), path).split('/');
  if (parts[0] === '..') return undefined;
  if (parts.length === 1) return `src/${parts[0]}`;
  return parts[0] === 'oauth' && parts[1] === 'react' ? 'oauth/react' : parts[0];
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => SOURCE.test(name))
    .map((name) => join(ROOT, folder, name));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const specifiers = text.matchAll(/(?:\bfrom|\bimport\(?)\s*'([^']+)'/g);
  return [...specifiers].map(([, specifier = '']) => {
    const from = { file: relative(ROOT, file), room: roomOf(file) ?? '' };
    if (!specifier.startsWith('.')) {
      return { ...from, target: /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier };
    }
    const path = resolve(dirname(file), specifier.replace(/\?.*/, ''));
    return { ...from, path: relative(ROOT, path), target: roomOf(path) ?? specifier };
  });
}

/** The folder of `src/lab` that contains a file, or the name of the file if it is directly in `src/lab`. */
const labFolderOf = (path: string) => /^src\/lab\/([^/]+)/.exec(path)?.[1];

/** Circular imports, direct or not: each once, as the path from a file back to itself. */
function circles(importsByFile: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  function follow(file: string, path: readonly string[]): void {
    if (path.includes(file)) found.push([...path.slice(path.indexOf(file)), file]);
    if (path.includes(file) || done.has(file)) return;
    for (const next of importsByFile.get(file) ?? []) follow(next, [...path, file]);
    done.add(file);
  }
  for (const file of importsByFile.keys()) follow(file, []);
  return found;
}

const imports = filesBelow('src').flatMap(importsOf);
const inRooms = imports.filter(({ room }) => room in MAY_IMPORT);
const isTest = ({ file }: Import) => /(\.test\.tsx?|\/testing\/[\w/-]+\.ts)$/.test(file);
const isRoom = (target: string) => target in MAY_IMPORT || target.startsWith('src/');

describe('the imports between rooms', () => {
  it('are found by the scan: the result includes known imports', () => {
    const found = new Set(inRooms.map(({ room, target }) => `${room} → ${target}`));
    for (const known of [
      'app → mcp',
      'app → oauth/react',
      'mcp → oauth',
      'mocks → ui',
      'oauth/react → oauth',
    ]) {
      expect(found).toContain(known);
    }
  });

  it('lead only to rooms that the table allows', () => {
    const wrong = inRooms.filter(({ room, target }) => {
      if (LOOSE_FILES[room]?.includes(target)) return false;
      return isRoom(target) && target !== room && !MAY_IMPORT[room]?.includes(target);
    });
    expect(wrong).toEqual([]);
  });

  it('form no circle', () => {
    const importsByFile = new Map<string, string[]>();
    for (const { file, path } of imports)
      if (path) importsByFile.set(file, [...(importsByFile.get(file) ?? []), path]);
    expect(circles(importsByFile)).toEqual([]);
    expect(
      circles(
        new Map([
          ['a', ['b']],
          ['b', ['c']],
          ['c', ['a']],
        ]),
      ),
    ).toEqual([['a', 'b', 'c', 'a']]);
  });

  it('keep src/oauth free of every package except React', () => {
    const packages = inRooms.filter(
      (found) => found.room.startsWith('oauth') && !isTest(found) && !isRoom(found.target),
    );
    expect(new Set(packages.map(({ room, target }) => `${room} → ${target}`))).toEqual(
      new Set(['oauth/react → react']),
    );
  });

  it('keep React out of the protocol, the MCP client and the servers', () => {
    const reactive = imports.filter(({ target }) => /^react(-dom|-router-dom)?$/.test(target));
    const wrong = reactive.filter(
      ({ room, file }) =>
        !room.startsWith('src/') &&
        (!REACT_ROOMS.includes(room) || (room === 'mocks' && !file.startsWith('src/mocks/sign-in/'))),
    );
    expect(wrong).toEqual([]);
  });

  it('lead to testing/ folders only from tests', () => {
    const testCode = /\/testing\/[\w/-]+\.ts$/;
    expect(imports.filter((found) => !isTest(found) && testCode.test(found.path ?? ''))).toEqual([]);
  });

  it('in end-to-end tests, lead only to pure data', () => {
    const pure =
      /src\/lab\/(learn\/(chapters|further)|attack\/(attacks|challenges|mystery))\/(index|solutions|[\w-]+\/solution)\.ts$/;
    // Unit tests that sign in with the settings of a preset. These tests are in the folder of their servers.
    const isUnit = (file: string) => relative(ROOT, file).startsWith('e2e/providers/node/');
    const reaching = filesBelow('e2e')
      .filter((file) => !isUnit(file))
      .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/from '([^']*\/src\/[^']+)'/g)])
      .filter(([, specifier = '']) => !pure.test(specifier));
    expect(reaching).toEqual([]);
  });
});

it('src/oauth has no lookbehind in a regular expression, because Safari before version 16.4 cannot parse it', () => {
  const files = filesBelow('src/oauth').filter((file) => !file.endsWith('.test.ts'));
  expect(files.filter((file) => /\(\?<[=!]/.test(readFileSync(file, 'utf8')))).toEqual([]);
});

describe.runIf(existsSync(join(ROOT, 'src/lab')))('in the lab', () => {
  it('a screen imports the machine, and never another screen', () => {
    const wrong = imports.filter(({ file, path }) => {
      const [from, to] = [labFolderOf(file), path && labFolderOf(path)];
      if (!from || !to || from === to || from === 'plugin.tsx') return false;
      return !LAB_MAY_IMPORT[from]?.includes(to);
    });
    expect(wrong).toEqual([]);
    const code = readdirSync(join(ROOT, 'src/lab')).filter((name) => /^\w+(\.tsx?)?$/.test(name));
    expect(code.sort()).toEqual([...Object.keys(LAB_MAY_IMPORT), 'plugin.tsx'].sort());
  });

  it('the command line program imports only the files in CLI_MAY_IMPORT', () => {
    const reaching = imports.filter(
      (found) =>
        found.room === 'cli' &&
        !isTest(found) &&
        found.target === 'lab' &&
        !CLI_MAY_IMPORT.some((path) => found.path?.startsWith(path)),
    );
    expect(reaching).toEqual([]);
  });

  it('the engine of the check does not import React', () => {
    const engine = imports.filter(({ file }) => file.startsWith('src/lab/check/engine/'));
    expect(engine.length).toBeGreaterThan(100);
    expect(engine.filter(({ file, target }) => /^react/.test(target) || file.endsWith('.tsx'))).toEqual([]);
  });
});

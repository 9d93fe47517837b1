import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const SOURCE = /\.(ts|tsx|mdx)$/;

/** Which rooms of `src` each room may import. Anything not listed is refused, packages included where told. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  oauth: [],
  'oauth/react': ['oauth'],
  mcp: ['oauth'],
  mocks: ['ui'],
  ui: [],
  app: ['mcp', 'oauth', 'oauth/react', 'ui'],
  lab: ['oauth', 'oauth/react', 'mcp', 'mocks', 'ui'],
};
/** Files beside the rooms: the forker's settings. */
const LOOSE_FILES: Record<string, readonly string[]> = {
  app: ['src/config.ts'],
};
/** The rooms that may use React. */
const REACT_ROOMS = ['oauth/react', 'app', 'lab', 'ui', 'mocks'];

interface Import {
  file: string;
  room: string;
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
    const target = specifier.startsWith('.')
      ? (roomOf(resolve(dirname(file), specifier)) ?? specifier)
      : (/^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier);
    return { file: relative(ROOT, file), room: roomOf(file) ?? '', target };
  });
}

const imports = filesBelow('src').flatMap(importsOf);
const inRooms = imports.filter(({ room }) => room in MAY_IMPORT);
const isTest = ({ file }: Import) => /(\.test\.tsx?|\/test-[\w-]+\.ts|\/testing\/[\w-]+\.ts)$/.test(file);
const isRoom = (target: string) => target in MAY_IMPORT || target.startsWith('src/');

describe('who may import whom', () => {
  it('is seen at all: the scan finds the arrows that are drawn', () => {
    const arrows = new Set(inRooms.map(({ room, target }) => `${room} → ${target}`));
    for (const arrow of [
      'app → mcp',
      'app → oauth/react',
      'mcp → oauth',
      'mocks → ui',
      'oauth/react → oauth',
    ]) {
      expect(arrows).toContain(arrow);
    }
  });

  it('follows the arrows of the architecture, one direction', () => {
    const wrong = inRooms.filter(({ room, target }) => {
      if (LOOSE_FILES[room]?.includes(target)) return false;
      return isRoom(target) && target !== room && !MAY_IMPORT[room]?.includes(target);
    });
    expect(wrong).toEqual([]);
  });

  it('keeps src/oauth free of every package, React apart', () => {
    const packages = inRooms.filter(
      (found) => found.room.startsWith('oauth') && !isTest(found) && !isRoom(found.target),
    );
    expect(new Set(packages.map(({ room, target }) => `${room} → ${target}`))).toEqual(
      new Set(['oauth/react → react']),
    );
  });

  it('keeps React out of the protocol, the MCP client and the servers', () => {
    const reactive = imports.filter(({ target }) => /^react(-dom|-router-dom)?$/.test(target));
    const wrong = reactive.filter(
      ({ room, file }) =>
        file !== 'src/main.tsx' &&
        (!REACT_ROOMS.includes(room) || (room === 'mocks' && !file.startsWith('src/mocks/sign-in/'))),
    );
    expect(wrong).toEqual([]);
  });

  it('lets end-to-end tests see the page, and pure data, only', () => {
    const pure = /src\/lab\/(chapters|attacks)\/(index|solutions|[\w-]+\/solution)\.ts$/;
    const reaching = filesBelow('e2e')
      .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/from '([^']*\/src\/[^']+)'/g)])
      .filter(([, specifier = '']) => !pure.test(specifier));
    expect(reaching).toEqual([]);
  });
});

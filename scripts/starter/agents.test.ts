import { describe, expect, it } from 'vitest';
import { isWithin } from './plan.ts';
import { labFiles, starterFiles } from './trees.ts';

describe.each([
  ['this repository', labFiles()],
  ['its starter', starterFiles('Field notes')],
])('AGENTS.md of %s', (_whose, files) => {
  const text = files.get('AGENTS.md') ?? '';
  // npm writes the `package-lock.json` of the starter, so `files` lacks it.
  const paths = [...files.keys(), 'package-lock.json'];
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(files.get('package.json') ?? '');
  const named = [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
  const commands = named.filter((code) => /^(npm|npx) /.test(code));

  it('names commands that exist', () => {
    const called = commands.flatMap((command) => /^npm (?:run )?([\w:]+)/.exec(command)?.[1] ?? []);
    expect(called.length).toBeGreaterThan(8);
    expect(called.filter((script) => !['ci', 'install'].includes(script) && !(script in scripts))).toEqual(
      [],
    );
  });

  it('names files and folders that exist, including the arguments of commands', () => {
    const words = named.flatMap((code) => code.split(' '));
    const isPath =
      /^\.?[\w-]+(\/[\w.-]+)+$|^\.?[\w-]+\.(md|json|html|ts|example)$|^(examples|e2e|bench|scripts|vite)$/;
    // In `npm run test:e2e -- starter/sign-in`, the path of the spec is relative to the folder e2e.
    const places = words
      .filter((word) => isPath.test(word))
      .map((word) => word.replace(/^(?=starter\/)/, 'e2e/'));
    const isThere = (place: string) =>
      paths.some((path) => isWithin(place, path) || path === `${place}.spec.ts`);
    expect(places.length).toBeGreaterThan(25);
    expect(places.filter((place) => !isThere(place))).toEqual([]);
  });

  it('states the same import rules as the boundaries test', () => {
    const rooms = files.get('src/boundaries.test.ts') ?? '';
    const [, table = ''] = /MAY_IMPORT[^{]*= \{(.*?)\n\};/s.exec(rooms) ?? [];
    const asserted = [...table.matchAll(/^ {2}'?([\w/]+)'?: \[(.*)\],$/gm)].map(([, room, list = '']) => [
      `src/${room}`,
      [...list.matchAll(/'([^']+)'/g)].map(([, target]) => `src/${target}`).sort(),
    ]);
    const told = [...text.matchAll(/^\| `(src\/[\w/]+)` \|.*\| ([^|]*) \|$/gm)].map(([, room, list = '']) => [
      room,
      [...list.matchAll(/`([^`]+)`/g)].map(([, target]) => target).sort(),
    ]);
    expect(asserted.length).toBeGreaterThan(5);
    expect(told).toEqual(asserted.filter(([room]) => paths.some((path) => isWithin(String(room), path))));
  });

  it('has fewer than 80 lines', () => expect(text.split('\n').length).toBeLessThan(80));
});

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOfInputs } from './build-inputs.ts';

const BUILD = { outDir: 'dist-offline', base: '/', env: { VITE_OFFLINE: 'true' } };

describe('the digest of the inputs of a build', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'build-inputs-'));
    execFileSync('git', ['init', '--quiet'], { cwd: root });
    writeFileSync(join(root, '.gitignore'), 'dist-*\n');
    writeFileSync(join(root, 'main.ts'), 'one');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('is the same if nothing has changed', () =>
    expect(digestOfInputs(BUILD, root)).toBe(digestOfInputs(BUILD, root)));

  it.each([
    ['a file is new', () => writeFileSync(join(root, 'new.ts'), '')],
    ['a file is changed', () => writeFileSync(join(root, 'main.ts'), 'two')],
    [
      'a tracked file is changed',
      () => {
        execFileSync('git', ['add', '.'], { cwd: root });
        writeFileSync(join(root, 'main.ts'), 'two');
      },
    ],
    ['a file is deleted', () => rmSync(join(root, 'main.ts'))],
  ])('differs if %s', (_, change) => {
    const before = digestOfInputs(BUILD, root);
    change();
    expect(digestOfInputs(BUILD, root)).not.toBe(before);
  });

  it.each([
    ['another setting', { ...BUILD, env: { VITE_OFFLINE: 'false' } }],
    ['another base', { ...BUILD, base: '/some-app/' }],
    ['another folder', { ...BUILD, outDir: 'dist-real' }],
  ])('differs for %s', (_, other) => {
    expect(digestOfInputs(other, root)).not.toBe(digestOfInputs(BUILD, root));
  });

  it('ignores the files that Git ignores, such as the result of a build', () => {
    const before = digestOfInputs(BUILD, root);
    writeFileSync(join(root, 'dist-offline'), 'a build');
    expect(digestOfInputs(BUILD, root)).toBe(before);
  });

  it('differs if the installed packages have changed, although Git ignores them', () => {
    writeFileSync(join(root, '.gitignore'), 'node_modules\n');
    mkdirSync(join(root, 'node_modules'));
    const before = digestOfInputs(BUILD, root);
    writeFileSync(join(root, 'node_modules/.package-lock.json'), '{}');
    expect(digestOfInputs(BUILD, root)).not.toBe(before);
  });

  it('does not exist if a folder of the project is a separate repository, because Git does not list its files', () => {
    execFileSync('git', ['init', '--quiet', 'inner'], { cwd: root });
    writeFileSync(join(root, 'inner/main.ts'), '');
    expect(digestOfInputs(BUILD, root)).toBeUndefined();
  });

  it('is undefined outside a repository, so that every build runs there', () => {
    rmSync(join(root, '.git'), { recursive: true });
    expect(digestOfInputs(BUILD, root)).toBeUndefined();
  });
});

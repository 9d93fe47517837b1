import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../vite/settings.ts';

const read = (path: string) => readFileSync(join(import.meta.dirname, '..', path), 'utf8');

/** The rows of the table of settings, by the setting. */
function settingsIn(text: string): Map<string, string> {
  const rows = text.matchAll(/^\| `(VITE_\w+)` \|.*$/gm);
  return new Map([...rows].map(([row, setting = '']) => [setting, row]));
}

describe('the table of settings', () => {
  it.each(['README.md', 'starter/README.md'])('has a row for each setting in %s', (path) => {
    expect([...settingsIn(read(path)).keys()].sort()).toEqual([...SETTINGS].sort());
  });

  it('is the same in the README of a starter, except for the default of VITE_OFFLINE', () => {
    const starter = settingsIn(read('starter/README.md').replaceAll('{name}', 'PKCE Lab'));
    const differing = [...settingsIn(read('README.md'))].filter(([name, row]) => starter.get(name) !== row);
    expect(differing.map(([name]) => name)).toEqual(['VITE_OFFLINE']);
  });
});

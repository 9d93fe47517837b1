import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SETTINGS } from '../vite/settings.ts';

it('docs/settings.md has a row for each setting', () => {
  const text = readFileSync(join(import.meta.dirname, 'settings.md'), 'utf8');
  const rows = Array.from(text.matchAll(/^\| `(VITE_\w+)` \|.*$/gm), ([, setting]) => setting);
  expect(rows.sort()).toEqual([...SETTINGS].sort());
});

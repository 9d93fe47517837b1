import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SETTINGS } from '../vite/settings.ts';

it('the table of the README has a row for each setting', () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
  const rows = readme.matchAll(/^(?:<!-- starter: )?\| `(VITE_\w+)` \|/gm);
  expect([...new Set([...rows].map(([, name]) => name))].sort()).toEqual([...SETTINGS].sort());
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const changelog = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const releases = [...changelog.matchAll(/^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})$/gm)];

it('the changelog begins with unreleased changes, and its newest release is the version of package.json', () => {
  const headings = [...changelog.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
  expect(headings[0]).toBe('[Unreleased]');
  expect(releases.length).toBe(headings.length - 1);
  expect(releases[0]?.[1]).toBe(version);
});

it('each release has a date, and the newest release comes first', () => {
  const dates = releases.map(([, , date]) => date);
  expect(dates.filter((date) => Number.isNaN(Date.parse(String(date))))).toEqual([]);
  expect(dates).toEqual([...dates].sort().reverse());
});

it('changes are only under the headings of Keep a Changelog', () => {
  const kinds = [...changelog.matchAll(/^### (.*)$/gm)].map(([, kind]) => kind);
  const allowed = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];
  expect(kinds.filter((kind) => !allowed.includes(String(kind)))).toEqual([]);
});

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { NOT_RUN_IN_FIREFOX, NOT_RUN_TITLES } from './limits.ts';

const ROOT = join(import.meta.dirname, '../..');
const lines = readFileSync(join(ROOT, 'docs/engines.md'), 'utf8').split('\n');

it('docs/engines.md lists exactly the tests that do not run in Firefox', () => {
  const listed = lines.flatMap((line) => /^\| \*(.*)\* \| .+ \| .+ \|$/.exec(line)?.[1] ?? []);
  expect(listed).toEqual(NOT_RUN_IN_FIREFOX);
});

it('each test that does not run in Firefox is a test of the offline lane', () => {
  const files = globSync('e2e/{starter,hostile,lab}/*.spec.ts', { cwd: ROOT });
  const specs = files.map((file) => readFileSync(join(ROOT, file), 'utf8')).join('\n');
  const titles = Array.from(specs.matchAll(/^ *(?:test|unseen)\(\s*(['`])(.*)\1,/gm), ([, , title]) => title);
  const declared = NOT_RUN_IN_FIREFOX.map((title) => titles.filter((each) => each === title).length);
  expect(declared).toEqual(NOT_RUN_IN_FIREFOX.map(() => 1));
});

it('the lane leaves out a test only if the whole title matches, with or without tags', () => {
  const [title = ''] = NOT_RUN_IN_FIREFOX;
  const isLeftOut = (given: string) => NOT_RUN_TITLES.some((pattern) => pattern.test(given));
  expect(isLeftOut(`firefox-esr starter/a.spec.ts ${title}`)).toBe(true);
  expect(isLeftOut(`firefox-esr starter/a.spec.ts ${title} @core @engines`)).toBe(true);
  expect(isLeftOut(`firefox-esr starter/a.spec.ts ${title} twice`)).toBe(false);
  expect(isLeftOut(`firefox-esr starter/a.spec.ts not ${title.slice(1)}`)).toBe(false);
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CATALOGUE, type TestReference } from './catalogue.ts';
import { negativeCasesDocument } from './table.ts';

const ROOT = join(import.meta.dirname, '../..');
const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** The text of a test from its title to the next test; `undefined` when there is none of that title. */
function bodyOf([file, title]: TestReference): string | undefined {
  const text = textOf(file);
  const start = text.indexOf(title);
  if (start < 0) return undefined;
  const rest = text.slice(start);
  const next = rest.slice(1).search(/\n\s*(it|test|describe)(\.each)?[(<]/);
  return next < 0 ? rest : rest.slice(0, next + 1);
}

const cases = Object.values(CATALOGUE).flat();

describe('the catalogue of what must fail', () => {
  it('names tests that exist, by file and title', () => {
    const missing = cases.flatMap(({ tests }) => tests.filter((test) => bodyOf(test) === undefined));
    expect(missing).toEqual([]);
  });

  it('proves what has to hold for generated inputs with generated inputs', () => {
    const unproven = cases
      .filter(({ generated }) => generated)
      .filter(({ tests }) => !tests.some((test) => bodyOf(test)?.includes('fc.')))
      .map(({ when }) => when);
    expect(unproven).toEqual([]);
  });

  it('is what the document says', () => {
    expect(textOf('docs/negative-cases.md')).toBe(negativeCasesDocument());
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { criteriaOf } from './chapters/criteria.ts';
import { chapters as course } from './chapters/index.ts';
import { further, loadFurther } from './further/index.ts';

const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
const afterwards = await Promise.all(further.map(({ slug }) => loadFurther(slug)));
const chapters = [...course, ...afterwards.filter((chapter) => chapter !== undefined)];
const rows = [...readme.matchAll(/^\| (F\d+) \| ([^|]+) \| ([^|]+) \| ([^|]*) \|$/gm)].map(
  ([, fact = '', words = '', chapter = '', check = '']) => ({
    fact,
    words: words.trim(),
    chapter: chapter.trim().replaceAll('`', ''),
    check: check.trim(),
  }),
);
const taught = rows.filter(({ chapter }) => !chapter.endsWith('.test.ts'));
const tested = rows.filter(({ chapter }) => chapter.endsWith('.test.ts'));

describe('the facts that the lab teaches', () => {
  it('are numbered in order in the table, and each has a text', () => {
    expect(rows.length).toBeGreaterThanOrEqual(39);
    expect(rows.map(({ fact }) => fact)).toEqual(rows.map((_, index) => `F${index + 1}`));
    for (const { words } of rows) expect(words.length).toBeGreaterThan(10);
  });

  it('name a clause, from F40 on', () => {
    const corrected = rows.slice(39);
    for (const { words } of corrected) expect(words).toMatch(/\((RFC \d+|OIDC Core|MCP)[^)]*\)$/);
  });

  it.each(taught)('$fact: its chapter has the criterion of the last column', (row) => {
    const chapter = chapters.find(({ slug }) => slug === row.chapter);
    expect(chapter?.facts).toContain(row.fact);
    expect(chapter && criteriaOf(chapter, [], []).map(({ text }) => text)).toContain(row.check);
  });

  it.each(tested)('$fact: its file has the test of the last column', ({ chapter: file, check }) => {
    expect(readFileSync(join(import.meta.dirname, '..', file), 'utf8')).toContain(`it('${check}'`);
  });

  it('are in the table, with a chapter, if a chapter names them', () => {
    const listed = new Set(taught.map(({ fact }) => fact));
    expect(chapters.flatMap(({ facts }) => facts).filter((fact) => !listed.has(fact))).toEqual([]);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { TERMS, termNamed } from './terms.ts';

const LEARN = join(import.meta.dirname, '..');

it('the glossary is in the order of its titles, and names each word once', () => {
  const titles = TERMS.map(({ title }) => title.toLowerCase());
  expect(titles).toEqual([...titles].sort((a, b) => a.localeCompare(b, 'en')));
  expect(new Set(TERMS.map(({ name }) => name)).size).toBe(TERMS.length);
});

it('each word is explained in a short text that ends with a full stop', () => {
  for (const { text } of TERMS) {
    expect(text.length).toBeLessThan(220);
    expect(text).toMatch(/^\S.*[.]$/);
  }
});

it('each <Term> in a text is a word of the glossary, and is marked once in its chapter', () => {
  const texts = readdirSync(LEARN, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.mdx'),
  );
  expect(texts.length).toBeGreaterThan(10);
  for (const name of texts) {
    const marked = [...readFileSync(join(LEARN, name), 'utf8').matchAll(/<Term name="([^"]*)"/g)].map(
      ([, term = '']) => term,
    );
    expect(
      marked.filter((term) => !termNamed(term)),
      `${name} marks what the glossary explains`,
    ).toEqual([]);
    expect(new Set(marked).size, `${name} marks the first use only`).toBe(marked.length);
  }
});

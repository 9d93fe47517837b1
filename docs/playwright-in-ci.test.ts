import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const GUIDE = 'docs/playwright-in-ci.md';
/** A lane of `e2e` may have packages of its own. */
const OURS = { cwd: ROOT, exclude: ['**/node_modules/**'] };
const TEXTS = globSync(['*.md', 'docs/**/*.md', '{e2e,examples,src}/**/*.md'], OURS);
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');

const FENCE = /^```(\w+)\n([\s\S]*?)^```$/gm;
const CODE = /`[^`\n]*`/g;

/** A text without its code, in which brackets and asterisks mean other things. */
const proseOf = (path: string) => textOf(path).replace(FENCE, '').replace(CODE, '');

/** The path in the project that a link of a text leads to; `undefined` for an address of the web. */
function pathOf(text: string, link: string): string | undefined {
  if (/^[a-z]+:/.test(link)) return undefined;
  const [path = ''] = link.split('#');
  return path ? normalize(join(dirname(text), path)) : text;
}

/** The anchors that GitHub makes from the headings of a text. */
function anchorsOf(path: string): string[] {
  return [
    ...textOf(path)
      .replace(FENCE, '')
      .matchAll(/^#+ (.*)$/gm),
  ].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function brokenLinks(text: string): string[] {
  return [...proseOf(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => {
      const path = pathOf(text, link);
      if (path === undefined) return false;
      const [, anchor] = link.split('#');
      return !existsSync(join(ROOT, path)) || (anchor !== undefined && !anchorsOf(path).includes(anchor));
    });
}

/** Each emphasised text of the guide, with the file of the last link before this text. */
function quotedTitles(): { file: string; title: string }[] {
  let file = '';
  return [
    ...proseOf(GUIDE)
      .replaceAll('**', '')
      .matchAll(/\]\(([^)\s]+)\)|\*([^*\n]+)\*/g),
  ].flatMap(([, link, title]) => {
    if (link !== undefined) file = pathOf(GUIDE, link) ?? '';
    return title === undefined ? [] : { file, title };
  });
}

/** Whether a file has a test with that title. A placeholder of a template matches any text. */
function hasTest(file: string, title: string): boolean {
  const titles = [...textOf(file).matchAll(/\b(?:test|it)\(\s*(['"`])(.+?)\1,/g)];
  return titles.some(([, , own = '']) => {
    const parts = own.split(/\$\{[^}]*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.+')}$`).test(title);
  });
}

const trimmed = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join('\n');

/** The parts of an excerpt that are not in its file, or are in another order there. `…` separates the parts. */
function strangeParts(excerpt: string): string[] {
  const [head = '', ...lines] = trimmed(excerpt).split('\n');
  const file = head.replace(/^(\/\/|#) /, '');
  if (!existsSync(join(ROOT, file))) return [`no file ${file}`];
  const own = trimmed(textOf(file));
  let at = 0;
  return lines
    .join('\n')
    .split(/\n(?:\/\/|#) …\n/)
    .filter((part) => {
      const found = own.indexOf(part, at);
      at = found + part.length;
      return found < 0;
    });
}

describe('the texts of the project', () => {
  it.each(TEXTS)('%s: each link into the project leads to a file that exists', (text) => {
    expect(brokenLinks(text)).toEqual([]);
  });
});

describe('the guide to Playwright in CI', () => {
  it('emphasises only titles of tests in the spec that it linked last', () => {
    const quoted = quotedTitles();
    expect(quoted.length).toBeGreaterThan(20);
    expect(
      quoted.filter(({ file, title }) => !existsSync(join(ROOT, file)) || !hasTest(file, title)),
    ).toEqual([]);
  });

  it('shows code that is in the named file, line by line', () => {
    const excerpts = [...textOf(GUIDE).matchAll(FENCE)].filter(([, language]) => language !== 'sh');
    expect(excerpts.length).toBeGreaterThan(10);
    expect(excerpts.flatMap(([, , code = '']) => strangeParts(code))).toEqual([]);
  });

  it('says correctly that no spec sleeps, waits for an idle network, or is repeated', () => {
    const specs = globSync('e2e/**/*.ts', OURS);
    const impatient = specs.filter((spec) => /waitForTimeout|networkidle|retries: [1-9]/.test(textOf(spec)));
    expect(impatient).toEqual([]);
  });
});

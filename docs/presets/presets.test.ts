import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { connectSources } from '../../vite/security-headers.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = 'docs/presets';
const OVERVIEW = `${FOLDER}/README.md`;

const SECTIONS = [
  'What it does',
  'Register',
  'Build',
  'What the MCP server serves',
  'For an API without MCP',
  'Traps',
  'Check it',
];
const ABOUT_MCP = ['Build', 'What the MCP server serves'];
/** The access tokens of these providers are for their own APIs, so no MCP server can name these providers. */
const WITHOUT_MCP = ['google.md', 'github.md'];
/** These sections make statements about the provider, so their source must be outside this project. */
const ABOUT_THE_PROVIDER = new Set(['What it does', 'Register', 'For an API without MCP', 'Traps']);
const READ_SETTINGS = ['vite/settings.ts'];

const LINK = /\]\(([^)\s]+)\)/g;
const ELSEWHERE = /^https:\/\//;
const LOOKED_UP = /\blooked up on \d{4}-\d{2}-\d{2}\b/;
const SETTING = /\bVITE_[A-Z]+(?:_[A-Z]+)*\b/g;
const SHOWN_CODES = /\bshows (`[a-z_]+`(?:(?:, or|,| or) `[a-z_]+`)*)/g;

const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8');
/** The text in a project without the lab. */
const withoutLab = (text: string) => text.replace(/^.*<!-- lab -->.*\n?/gm, '');
const linksIn = (text: string) => [...text.matchAll(LINK)].flatMap(([, target]) => target ?? []);

const presetFiles = readdirSync(join(ROOT, FOLDER)).filter(
  (file) => file.endsWith('.md') && file !== 'README.md',
);
const presets = presetFiles.map((file) => ({ file, text: textOf(`${FOLDER}/${file}`) }));
const all = [{ file: 'README.md', text: textOf(OVERVIEW) }, ...presets];

function sectionsOf(text: string): Map<string, string> {
  const [, ...sections] = text.split(/^## /m);
  return new Map(
    sections.map((section) => {
      const [title = '', ...body] = section.split('\n');
      return [title, body.join('\n')];
    }),
  );
}

function blockOf(text: string, section: string, language: string): string {
  const blocks = [...(sectionsOf(text).get(section) ?? '').matchAll(/^```(\w+)\n(.*?)^```$/gms)];
  const [only, ...more] = blocks.filter(([, named]) => named === language);
  if (!only?.[2] || more.length > 0) throw new Error(`"${section}" must have exactly one ${language} block.`);
  return only[2];
}

describe('the presets', () => {
  it('have a row in the table for each file, and a file for each row', () => {
    const rows = [...textOf(OVERVIEW).matchAll(/^\| \[[^\]]+\]\(([^)]+)\)/gm)].map(([, file]) => file);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.toSorted()).toEqual(presetFiles.toSorted());
  });

  it('fill every cell of their tables', () => {
    const tables = textOf(OVERVIEW)
      .split(/\n\n/)
      .filter((block) => block.startsWith('|'))
      .map((block) =>
        block
          .trim()
          .split('\n')
          .map((line) => line.split('|').slice(1, -1)),
      );
    expect(tables).toHaveLength(4);
    for (const table of tables) {
      const columns = table[0]?.length;
      const wrong = table.filter((cells) => cells.length !== columns || cells.some((cell) => !cell.trim()));
      expect(wrong).toEqual([]);
    }
  });

  it.each(all)('give the date of the look-up: $file', ({ text }) => expect(text).toMatch(LOOKED_UP));

  it.each(presets)('have the same sections in the same order: $file', ({ file, text }) => {
    const left = WITHOUT_MCP.includes(file) ? ABOUT_MCP : [];
    expect([...sectionsOf(text).keys()]).toEqual(SECTIONS.filter((title) => !left.includes(title)));
  });

  it.each(presets)('have a source for every section: $file', ({ text }) => {
    const unsourced = [...sectionsOf(withoutLab(text))].filter(([, body]) => linksIn(body).length === 0);
    expect(unsourced.map(([title]) => title)).toEqual([]);
  });

  it.each(presets)('have a source for every statement about the provider: $file', ({ text }) => {
    const sections = [...sectionsOf(withoutLab(text))].filter(([title]) => ABOUT_THE_PROVIDER.has(title));
    expect(sections.flatMap(([, body]) => unsourcedItems(body))).toEqual([]);
  });

  it.each(all)('link only to existing targets, even without the lab: $file', ({ text }) => {
    const own = linksIn(withoutLab(text)).filter((link) => !ELSEWHERE.test(link));
    const missing = own.filter((link) => {
      const [path = '', heading] = link.split('#');
      const target = join(ROOT, dirname(OVERVIEW), path);
      return (
        !existsSync(target) ||
        (heading !== undefined && !anchorsOf(readFileSync(target, 'utf8')).has(heading))
      );
    });
    expect(missing).toEqual([]);
  });

  it.each(all)('name only settings that the build reads: $file', ({ text }) => {
    const read = new Set(READ_SETTINGS.flatMap((file) => textOf(file).match(SETTING) ?? []));
    expect((text.match(SETTING) ?? []).filter((setting) => !read.has(setting))).toEqual([]);
  });

  it.each(all)('name only errors that the app shows: $file', ({ text }) => {
    const known = textOf('src/oauth/errors.ts');
    const shown = [...text.matchAll(SHOWN_CODES)].flatMap(([, codes]) => codes?.match(/[a-z_]+(?=`)/g) ?? []);
    expect(shown.filter((code) => !known.includes(`| '${code}'`))).toEqual([]);
  });

  it.each(presets.filter(({ file }) => !WITHOUT_MCP.includes(file)))(
    'let the page call the authorization server that the MCP server names: $file',
    ({ text }) => {
      const { resource, authorization_servers } = JSON.parse(
        blockOf(text, 'What the MCP server serves', 'json'),
      );
      const settings = parseEnv(blockOf(text, 'Build', 'sh'));
      expect(settings.VITE_MCP_SERVER_URL).toBe(resource);
      expect(connectSources(settings, 'configured-servers')).toContain(
        new URL(authorization_servers[0]).origin,
      );
    },
  );
});

function anchorsOf(markdown: string): Set<string> {
  const headings = [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading ?? '');
  return new Set(
    headings.map((name) =>
      name
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** The list items and table rows that have no source, unless a line with a source introduces them. */
function unsourcedItems(section: string): string[] {
  let introduced = false;
  return section.split('\n').filter((line) => {
    const sourced = linksIn(line).some((link) => ELSEWHERE.test(link));
    if (/^(?:-|\d+\.|\|) ?/.test(line)) return !sourced && !introduced;
    if (line.trim()) introduced = sourced && line.endsWith(':');
    return false;
  });
}

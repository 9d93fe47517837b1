import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { ServerView } from '../../machine/panes/ServerView.tsx';
import { curlOf } from '../../machine/wire/curl.ts';
import { exportHar } from '../../machine/wire/har.ts';
import { EvidenceFileError, importEvidence } from './evidence-file.ts';

const ISSUER = 'https://lab.example/idp';
const MESSAGE = {
  id: 1,
  atMs: 1_000,
  from: 'client',
  to: 'authorization server',
  channel: 'back',
  request: { method: 'POST', url: `${ISSUER}/token`, headers: { accept: '*/*' }, body: 'a=b' },
  outcome: { kind: 'answered', tookMs: 1, response: { status: 200, headers: { a: 'b' }, body: '{}' } },
  serverView: [
    { kind: 'refused', endpoint: 'token', rejection: { reason: 'expired code' } },
    { kind: 'tolerated', rejection: { reason: 'expired code' } },
    {
      kind: 'compared PKCE',
      comparison: { method: 'S256', storedChallenge: 'c', computedFromVerifier: 'c', equal: true },
    },
    { kind: 'issued code', clientId: 'this-app', codeChallenge: 'c' },
    { kind: 'issued tokens', clientId: 'this-app', grant: 'authorization_code' },
    { kind: 'revoked grant', because: 'the client asked for it' },
    { kind: 'introspected', active: true },
    { kind: 'introspected', active: false, because: 'expired' },
    { kind: 'was asked whether revoked', revoked: true },
    { kind: 'registered client', client: { clientId: 'c', clientName: 'An app' } },
    { kind: 'wrote down', entry: { atMs: 1, by: 'MCP server', event: 'e', subject: 's', detail: 'd' } },
  ],
};

const HOSTILE = [
  ...['null', '{}', '[]', 'true', '""', '-1', '0.5', '1e999', '8.7e15', '1e20', '"1"', '{"toString":0}'],
  ...['"A B"', '"GET; touch x #"', '"\\r\\nB: c"', '"\\u0000"', '"\\ud800"', '"\\u202e"', '"javascript:x"'],
];

/** The path of every member, at any depth: the names that lead to the member. */
function pathsOf(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([name, member]) => pathsOf(member, [...path, name]));
  return path.length ? [path, ...inner] : inner;
}

/** An evidence file with one message, in which the member at `path` has the value `json`. */
function fileWith(path: readonly string[], json: string): string {
  const mark = '…here…';
  const replaced = (value: unknown, [name, ...rest]: readonly string[]): unknown => {
    if (name === undefined) return mark;
    const members = Object.entries(Object(value)).map(([key, member]) => [
      key,
      key === name ? replaced(member, rest) : member,
    ]);
    return Array.isArray(value) ? members.map(([, member]) => member) : Object.fromEntries(members);
  };
  const chapter = {
    slug: 'working',
    provenAt: '2026-01-01T00:00:00Z',
    log: [replaced(MESSAGE, path)],
    decisions: [],
  };
  const file = { format: 'PKCE Lab evidence', version: 1, chapters: [chapter] };
  return JSON.stringify(file).replace(`"${mark}"`, () => json);
}

it.each(HOSTILE)('evidence in which a member is %s is refused, or else shown and stored', (json) => {
  for (const path of pathsOf(MESSAGE)) {
    try {
      const [chapter] = importEvidence(fileWith(path, json));
      for (const { request, serverView } of chapter?.log ?? []) {
        expect(renderToStaticMarkup(<ServerView observations={serverView} />)).not.toContain('\u202e');
        curlOf(request);
      }
      exportHar(chapter?.log ?? []);
      JSON.stringify(chapter);
    } catch (error) {
      if (error instanceof EvidenceFileError) continue;
      throw new Error(`${path.join('.')}: ${error}`, { cause: error });
    }
  }
});

it('evidence with the unchanged message is accepted, so each refusal is due to the replaced value', () =>
  expect(importEvidence(fileWith(['id'], '1'))[0]?.log).toHaveLength(1));

it.each(['id', 'run'])('evidence is refused if the %s of a message is not a usable number', (member) => {
  const withRun = { ...MESSAGE, run: 1 };
  const file = (value: number) =>
    JSON.stringify({
      format: 'PKCE Lab evidence',
      version: 1,
      chapters: [
        {
          slug: 'working',
          provenAt: '2026-01-01T00:00:00Z',
          log: [{ ...withRun, [member]: value }],
          decisions: [],
        },
      ],
    });
  expect(importEvidence(file(7))[0]?.log).toMatchObject([{ [member]: 7 }]);
  for (const value of [Number.MAX_SAFE_INTEGER, 1e300, -1, 0.5]) {
    expect(() => importEvidence(file(value)), String(value)).toThrow(EvidenceFileError);
  }
});

it('evidence with more chapters than a page can show is refused', () => {
  const chapters = Array.from({ length: 101 }, (_, at) => ({
    slug: `s${at}`,
    provenAt: '2026-01-01T00:00:00Z',
    log: [],
    decisions: [],
  }));
  const fileOf = (most: number) =>
    JSON.stringify({ format: 'PKCE Lab evidence', version: 1, chapters: chapters.slice(0, most) });
  expect(importEvidence(fileOf(100))).toHaveLength(100);
  expect(() => importEvidence(fileOf(101))).toThrow('This file lists 101 chapters.');
});

it('evidence that nests too deep to be stored is refused', () => {
  const file = fileWith(['serverView', '3', 'codeChallenge'], `${'['.repeat(100_000)}${']'.repeat(100_000)}`);
  expect(() => importEvidence(file)).toThrow('This file nests lists and objects more than 100 deep.');
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagramLines } from '../panes/diagram-lines.ts';
import { testRun } from '../testing/run.ts';
import { exportHar } from './har.ts';
import { HarError, importHar } from './har-import.ts';

async function exported(): Promise<string> {
  const { run, log } = testRun();
  await run.signIn();
  await run.callTool('whoami');
  return exportHar(log.getSnapshot());
}

const header = (name: unknown, value: unknown) => ({ headers: [{ name, value }] });

function entryWith(request: object, rest: object = {}): string {
  const whole = { method: 'GET', url: 'https://a.example/', ...request };
  const entries = [{ startedDateTime: '2026-11-24T10:00:00Z', request: whole, ...rest }];
  return JSON.stringify({ log: { entries } });
}

const withHeader = (name: unknown, value: unknown) => entryWith(header(name, value));
const answered = (response: object) => entryWith({}, { response });

/** Parts of the messages of a refusal. */
const METHOD = 'method of its request is not a token';
const NAME = 'name of header 1 of its request is not a token';
const INCOMPLETE = 'header 1 of its request has no name or no value';
const CONTROL = 'value of header 1 of its request has a control character';
const STATUS = 'status of its response';
const TOO_DEEP = 'more than 100 deep';
const NO_JSON = 'Line 1: this is not JSON.';

describe('an imported HAR', () => {
  it('has the same messages as the run that was exported', async () => {
    const steps = diagramLines(importHar(await exported())).map(({ step, label }) => `${step} ${label}`);
    expect(steps).toContain('3 open /authorize');
    expect(steps).toContain('6 POST /token, code + verifier');
    expect(steps).toContain('7 200, tokens');
    expect(steps.at(-2)).toBe('8 tools/call, bearer');
  });

  it('of another tool is read, although it lacks the members that the lab’s export adds', () => {
    const request = { method: 'POST', url: 'https://as.example/token', headers: [] };
    const response = { status: 400, ...header('Content-Type', 'application/json'), content: {} };
    expect(importHar(entryWith(request, { time: 12.4, response }))).toMatchObject([
      { from: 'client', to: 'authorization server', outcome: { kind: 'answered', tookMs: 12 } },
    ]);
    const content = { text: btoa('\xff'), encoding: 'base64' };
    const rest = { response: { status: 200, headers: null, content } };
    expect(importHar(entryWith({ postData: { text: null } }, rest))).toMatchObject([
      { to: 'MCP server', request: { body: '' }, outcome: { response: { headers: {}, body: '' } } },
    ]);
  });

  it.each(['1e999', '-1', 'null'])('shows no impossible duration: %s', async (time) => {
    const text = (await exported()).replaceAll(/"time": ?[\d.]+/g, `"time": ${time}`);
    expect(text).toContain(`"time": ${time}`);
    const outcomes = importHar(text).map(({ outcome }) => (outcome.kind === 'answered' ? outcome.tookMs : 0));
    expect(new Set(outcomes)).toEqual(new Set([0]));
  });

  it.each([
    ['{\n  "log": {\n    "entries": [,]\n}}', 'Line 3: this is not JSON.'],
    ['{"log":{}}', 'Line 1: log.entries is not a list.'],
    ['[]', 'Line 1: log.entries is not a list.'],
    ['/* a */\n{"log": }', NO_JSON],
    [`${'['.repeat(100)}${']'.repeat(100)}`, 'Line 1: log.entries is not a list.'],
    ['{"log":{"entries":[{},\nnull]}}', 'Line 1, entry 1: its request has no method.'],
    ['{"log":{"entries":[\n{\n"request":{}}]}}', 'Line 3, entry 1: its request has no method.'],
    ['{"log":{"entries":[\nnull]}}', 'Line 2, entry 1: its request has no method.'],
    ['{"log":{"entries":[\n{"request":{"method":"GET"}}]}}', 'Line 2, entry 1: its request has no address.'],
    [
      '{"log":{"entries":[\n{"request":{"method":"GET","url":"https://a.example/"}}]}}',
      'Line 2, entry 1: its startedDateTime is not a time.',
    ],
  ])('that is broken is refused with the line of the problem: %s', (text, message) => {
    expect(() => importHar(text)).toThrow(message);
  });

  it.each<[string, string, string]>([
    ['a method that continues as a shell command', entryWith({ method: 'POST; touch x #' }), METHOD],
    ['a method with a line break', entryWith({ method: 'POST\n' }), METHOD],
    ['an empty method', entryWith({ method: '' }), METHOD],
    ['a method that is not text', entryWith({ method: ['GET'] }), 'its request has no method'],
    ['an address that is not text', entryWith({ url: ['https://a.example/'] }), 'its request has no address'],
    ['a long address', entryWith({ url: `https://a.example/${'a'.repeat(100_001)}` }), 'longer than 100000'],
    ['a header name with a space', withHeader('a b', 'c'), NAME],
    ['a header name with a line break', withHeader('a\r\nb', 'c'), NAME],
    ['a header name that curl reads as a file', withHeader('@file', 'c'), NAME],
    ['a header name that is not text', withHeader(1, 'c'), INCOMPLETE],
    ['a header value that is not text', withHeader('a', { b: 1 }), INCOMPLETE],
    ['a header value with a line break', withHeader('a', 'b\r\nc: d'), CONTROL],
    ['a header value with ^C', withHeader('a', 'b\u0003'), CONTROL],
    ['a header value that reverses the direction of its text', withHeader('a', '\u202eb'), CONTROL],
    [
      'a response header with a line break',
      answered({ status: 200, ...header('a', 'b\n') }),
      'of its response has a control',
    ],
    ['headers that are not a list', entryWith({ headers: { a: 'b' } }), 'headers of its request are not'],
    [
      'headers without end',
      entryWith({ headers: Array(501).fill({ name: 'a', value: 'b' }) }),
      'more than 500 headers',
    ],
    ['a body that is not text', entryWith({ postData: { text: [1] } }), 'body of its request is not text'],
    ['a numeric body', answered({ status: 200, content: { text: 1 } }), 'body of its response is not text'],
    ['a status that is not a number', answered({ status: '200' }), STATUS],
    ['a status that is no integer', answered({ status: 200.5 }), STATUS],
    ['a header name that contains a pseudo-header', withHeader('a:path', 'b'), NAME],
    ['a header name that begins with a pseudo-header', withHeader(':paths', 'b'), NAME],
    ['a status beyond HTTP', answered({ status: 1e9 }), STATUS],
    ['a time that is not text', entryWith({}, { startedDateTime: 5 }), 'its startedDateTime is not a time'],
    ['an entry that is null', '{"log":{"entries":[null]}}', 'its request has no method'],
  ])('with %s is refused, with the line and the entry', (_what, text, message) => {
    expect(() => importHar(text)).toThrow(HarError);
    expect(() => importHar(text)).toThrow(message);
    expect(() => importHar(text)).toThrow(/^Line 1, entry 1: /);
    expect(() => importHar(text)).toThrow(expect.objectContaining({ name: 'HarError' }));
  });

  it.each<[string, string, string]>([
    ['nests lists 10,000 deep', '['.repeat(10_000), TOO_DEEP],
    ['nests lists 10,000 deep, and closes them', '['.repeat(10_000) + ']'.repeat(10_000), TOO_DEEP],
    [
      'nests objects 10,000 deep in a member',
      `{"log":{"entries":[],"x":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}}`,
      TOO_DEEP,
    ],
    ['nests a million deep', '[{"a":'.repeat(500_000), TOO_DEEP],
    ['hides its depth after a broken string', `{"a\n${'['.repeat(100_000)}`, NO_JSON],
    ['hides its depth after a comment', `/* " */${'['.repeat(100_000)}`, NO_JSON],
    ['has as many entries as allowed', `{"log":{"entries":[${'{},'.repeat(9_999)}{}]}}`, 'Line 1, entry 1'],
    ['has too many entries', `{"log":{"entries":[${'{},'.repeat(10_000)}{}]}}`, 'has 10001 entries'],
    ['is too long', ' '.repeat(50_000_001), 'has 50000001 characters'],
    ['is empty', '', NO_JSON],
    ['is a word', 'null', 'log.entries is not a list'],
  ])('that %s is refused with a full sentence', (_what, text, message) => {
    expect(() => importHar(text)).toThrow(HarError);
    expect(() => importHar(text)).toThrow(message);
  });

  it('is read or is refused with a HarError, whatever its text', () => {
    const json = fc.json({ maxDepth: 6 });
    const entries = fc.array(
      fc.record(
        { startedDateTime: fc.anything(), request: fc.anything(), response: fc.anything() },
        { requiredKeys: [] },
      ),
    );
    const har = entries.map((list) => JSON.stringify({ log: { entries: list } }));
    fc.assert(
      fc.property(fc.oneof(json, fc.string(), har), (text) => {
        try {
          expect(Array.isArray(importHar(text))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(HarError);
        }
      }),
    );
  });

  it('is refused with the line of the broken entry, although an earlier note mentions requests', () => {
    const text = `{"log":{"entries":[
{"startedDateTime":"2026-11-24T10:00:00Z","_note":{"request":{},"a":{"request":1}},"request":{"method":"GET","url":"https://a.example/"}},
{"startedDateTime":"2026-11-24T10:00:00Z","request":{"method":"GET ","url":"https://a.example/"}}]}}`;
    expect(() => importHar(text)).toThrow(/^Line 3, entry 2: /);
  });

  it('from a browser is read without its pseudo-headers, with equal headers joined and base64 decoded', () => {
    const lines = [':method GET', 'Accept a', 'accept b', 'Cookie c=d', 'cookie e=f'];
    const headers = lines.map((line) => line.split(' ')).map(([name, value]) => ({ name, value }));
    const response = { status: 200, content: { text: btoa('{"a":1}'), encoding: 'base64' } };
    const [read] = importHar(entryWith({ headers }, { response }));
    expect(read).toMatchObject({
      request: { headers: { accept: 'a, b', cookie: 'c=d; e=f' } },
      outcome: { response: { body: '{"a":1}' } },
    });
  });

  it('has addresses without the control characters that they have in the file', () => {
    const [read] = importHar(entryWith({ url: 'https://a.example/\u0003\n#\u202ex' }));
    expect(read?.request.url).toBe('https://a.example/%03#%E2%80%AEx');
  });
});

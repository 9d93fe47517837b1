import { describe, expect, it } from 'vitest';
import type { Exchange } from '../../machine/wire/exchange.ts';
import { createTestBrowser, PAGE, SERVER, type TestServers } from '../testing/browser.ts';
import { answering, withHeaders, withMembers } from '../testing/changes.ts';
import { missing, refusing } from '../testing/mcp-servers.ts';
import { findingsOf } from '../testing/reports.ts';
import { isResourceMetadata } from '../testing/requests.ts';
import { readLinkedAddress, readServerAddress } from './address.ts';
import { bugReport } from './bug-report.ts';
import { howItEnded, messageText } from './message-text.ts';

async function reportOn(servers: TestServers, serverUrl = SERVER): Promise<string> {
  const browser = createTestBrowser(servers);
  const evidence = await browser.examine({ serverUrl });
  return bugReport(evidence, findingsOf(evidence), browser.log.getSnapshot());
}

/** The Markdown text outside code: a fence ends at a line with at least as many backticks (CommonMark §4.5). */
function outsideCode(markdown: string): string {
  let fence: string | undefined;
  const outside: string[] = [];
  for (const client of markdown.split(/\r\n?|\n/)) {
    const backticks = /^ {0,3}(`{3,})/.exec(client)?.[1];
    if (fence === undefined && backticks) fence = backticks;
    else if (fence === undefined) outside.push(client.replace(/(`+)(.*?[^`])\1(?!`)/g, ''));
    else if (backticks && backticks.length >= fence.length && /^ {0,3}`+\s*$/.test(client)) fence = undefined;
  }
  expect(fence, 'a fence that does not end').toBeUndefined();
  return outside.join('\n');
}

const answered = (status: number, body: string): Partial<Exchange> => ({
  outcome: { kind: 'answered', response: { status, headers: {}, body }, tookMs: 1 },
});

describe('a bug report', () => {
  it('has the verdict, and for each broken rule its clause, its fix and the messages that prove it', async () => {
    const report = await reportOn({
      ...answering(isResourceMetadata, missing),
      change: withHeaders(({ url }) => url === SERVER, { 'WWW-Authenticate': 'Bearer scope="notes:read"' }),
    });
    expect(report).toContain(
      'A page cannot sign in here. The first broken rule: “Its resource metadata can be found and read”.',
    );
    expect(report).toContain('1 rule broken, 1 piece of advice');
    expect(report).toContain('## Not met: Its resource metadata can be found and read');
    expect(report).toMatch(
      /^Required by \[MCP 2026-07-28, protected resource metadata]\(https:\/\/\S+\)\.$/m,
    );
    expect(report).toContain('To do: Serve this document at https://mcp.example/.well-known/');
    expect(report).toMatch(/## Message \d+\n\n`{4}\nGET https:\/\/mcp\.example\/\.well-known\//);
    expect(report.indexOf('Required by')).toBeLessThan(report.indexOf('Recommended by'));
    expect(report).toContain(PAGE);
    expect(report).toContain('"authorization_servers": ["https://…"]');
    expect(report).toMatch(/\n`{4}\n\n## Message \d+\n\n`{4}\n/);
  });

  it('has each part on a separate line', async () => {
    const browser = createTestBrowser();
    const evidence = await browser.examine();
    const [exchange] = browser.log.getSnapshot();
    const [finding] = findingsOf(evidence);
    if (!exchange || !finding) throw new Error('The report has no message.');
    const failed = {
      ...finding,
      result: 'fail',
      shownBy: [],
      saw: 'Seen.',
      fix: { say: 'Fix it.' },
    } as const;
    const shownBy = [exchange.id, exchange.id];
    const lines = bugReport(evidence, [failed, { ...failed, shownBy }], [exchange]).split('\n');
    const heading = `## Not met: ${finding.demands}`;
    expect(lines.slice(0, 2)).toEqual(['# A report on ` https://mcp.example/mcp `', '']);
    const part = [
      heading,
      '',
      expect.stringMatching(/^Required by /),
      '',
      '````',
      'Seen.',
      '',
      'To do: Fix it.',
      '````',
      '',
    ];
    expect(lines.slice(lines.indexOf(heading) - 1)).toEqual([
      ...[
        '',
        ...part,
        ...part,
        `Messages: ${shownBy.join(', ')}`,
        '',
        `## Message ${exchange.id}`,
        '',
        '````',
      ],
      `POST ${SERVER}`,
      ...lines.slice(lines.indexOf(`POST ${SERVER}`) + 1, -2),
      ...['````', ''],
    ]);
    expect(lines).toContain('accept: application/json, text/event-stream');
  });

  const HOSTILE = [
    '\n````\n# Broken out',
    '\n``````````\n[link](https://evil.example)',
    '~~~\n@everyone see #1',
    '</details><img src=x onerror=alert(1)>',
    'www.evil.example https://evil.example',
    '\u202e@everyone\u2066\r# Broken out',
  ];

  it.each(HOSTILE)('shows the error message of a server as code: %j', async (words) => {
    const outside = outsideCode(await reportOn({ instead: refusing(403, `Origin ${words}`) }));
    expect(outside).not.toMatch(/evil|everyone|Broken out|<img|#1|[\u202e\u2066\r]/);
    expect(outside).toContain('## Not met: It accepts requests from pages of this origin');
  });

  it.each(HOSTILE)('shows the metadata of a server as code: %j', async (words) => {
    const outside = outsideCode(
      await reportOn({
        change: withMembers(() => true, { resource: words, authorization_servers: [words], issuer: words }),
      }),
    );
    expect(outside).not.toMatch(/evil|everyone|Broken out|<img|#1|[\u202e\u2066\r]/);
  });

  it('shows the address of the server as code', async () => {
    const outside = outsideCode(
      await reportOn({}, 'https://mcp.example/mcp?x=`[link](https://evil.example)'),
    );
    expect(outside).not.toContain('evil');
  });

  it('masks a token that a server repeats', async () => {
    const token = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl';
    const report = await reportOn({
      instead: refusing(403, `No origin for Bearer ${token}`),
      change: withHeaders(() => true, { 'WWW-Authenticate': `Bearer access_token="${token}"` }),
    });
    expect(report).not.toContain(token);
    expect(report).toContain('No origin for');
  });

  it.each([
    [1, '1 more message is omitted.'],
    [2, '2 more messages are omitted.'],
    [0, undefined],
  ])('shows eight messages, and counts the others: %i', async (more, says) => {
    const browser = createTestBrowser();
    const evidence = await browser.examine();
    const [exchange] = browser.log.getSnapshot();
    const [finding] = findingsOf(evidence);
    if (!exchange || !finding) throw new Error('The report has no message.');
    const log = Array.from({ length: 8 + more }, (_, id) => ({ ...exchange, id }));
    const shownBy = log.map(({ id }) => id);
    const report = bugReport(
      evidence,
      [{ ...finding, result: 'fail', shownBy, saw: 'Seen.', fix: { say: 'Fix it.' } }],
      log,
    );
    expect(report.match(/^## Message \d+$/gm)).toHaveLength(8);
    expect(/^\d+ more .*$/m.exec(report)?.[0]).toBe(says);
  });

  it.each<[Partial<Exchange>, string, string]>([
    [answered(404, 'No.'), ', 404', '\n\n404\n\nNo.'],
    [answered(200, '{"a":1}'), ', 200', '\n\n200\n\n{\n  "a": 1\n}'],
    [answered(200, 'x'.repeat(9_000)), ', 200', `${'x'.repeat(3_000)}\n… and more`],
    [
      { channel: 'back', outcome: { kind: 'failed' } },
      ', no response',
      '\n\nNo response that this page may read.',
    ],
    [{ channel: 'front', outcome: { kind: 'left' } }, '', '\n\n'],
  ])('says how a request ended: %.80j', async (change, ended, shown) => {
    const browser = createTestBrowser();
    await browser.examine();
    const [exchange] = browser.log.getSnapshot();
    if (!exchange) throw new Error('The report has no message.');
    expect(howItEnded({ ...exchange, ...change })).toBe(ended);
    const text = messageText({ ...exchange, ...change });
    expect(text.slice(-shown.length)).toBe(shown);
    expect(text.length).toBeLessThan(4_100);
  });

  it('stays small enough for an issue tracker, even if a server sends a long error message', async () =>
    expect((await reportOn({ instead: refusing(500, 'x'.repeat(400_000)) })).length).toBeLessThan(60_000));
});

describe('the server address in a link to a report', () => {
  it.each([
    ['?server=https%3A%2F%2Fmcp.example%2Fmcp', 'https://mcp.example/mcp'],
    ['?server=%20https://mcp.example%20', 'https://mcp.example/'],
    ['', undefined],
    ['?server=', undefined],
    ['?server=javascript:alert(1)', 'javascript:alert(1)'],
    ['?server=https://mcp.example/%25E2%2580%25AE%E2%80%AEx', 'https://mcp.example/%E2%80%AE⟨U+202E⟩x'],
    ['?server=not%E2%80%AEan-address', 'not⟨U+202E⟩an-address'],
  ])('%s becomes %s', (search, shown) => expect(readLinkedAddress(search)).toBe(shown));

  it.each([
    ['https://mcp.example/mcp#tools', 'Leave out “#tools”.'],
    [`https://mcp.example/${'x'.repeat(2_048)}`, 'Use at most 2,048.'],
  ])('is refused, and the error says how to change the address: %.40s', (address, said) => {
    expect(() => readServerAddress(address)).toThrow(said);
  });
});

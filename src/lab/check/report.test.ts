import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { exportHar } from '../machine/wire/har.ts';
import { reportAsJson, reportAsMarkdown } from './engine/export.ts';
import { countFindings, type Finding } from './engine/findings.ts';
import { MessageText } from './MessageDetails.tsx';
import { SERVER } from './testing/browser.ts';
import { resourceWith } from './testing/changes.ts';
import { agreed, everythingIn, foundBy, openTab } from './testing/tab.ts';

const RULE = {
  id: 'x',
  demands: 'It keeps',
  clause: { label: 'RFC', url: 'https://rfc.example' },
  group: 'discovery',
  severity: 'must',
  shownBy: [],
} as const;

describe('a report', () => {
  it('escapes Markdown in text that a server chose', async () => {
    const resource = '](https://evil.example) <img src=x> | `x`';
    const { report } = openTab(resourceWith({ resource })).openPage();
    await report.examine(SERVER, '');
    const { evidence, findings } = foundBy(report);
    expect(reportAsMarkdown(evidence, findings)).toContain(
      '` ](https://evil.example) ` \\<img src=x\\> \\| \\`x\\`',
    );
  });

  /** The report of one finding with text that a server chose. */
  async function reportOf(saw: string, code = ''): Promise<string> {
    const { report } = openTab().openPage();
    await report.examine(SERVER, '');
    return reportAsMarkdown(foundBy(report).evidence, [
      { ...RULE, result: 'fail', saw, fix: { say: 'Mend it.', code } },
    ]);
  }

  it('cuts a long text of a server, and says that the text is cut', async () =>
    expect(await reportOf('x'.repeat(30_000))).toContain('x…\n\nMend it.'));

  it('lists each result under its title, with its reason and the numbers of its messages', async () => {
    const { report } = openTab().openPage();
    await report.examine(SERVER, '');
    const { evidence } = foundBy(report);
    const open = { ...RULE, severity: 'should', shownBy: [1, 2] } as const;
    const findings: Finding[] = [
      { ...RULE, result: 'pass' },
      { ...RULE, result: 'pass', note: 'Well.' },
      { ...open, result: 'not testable', reason: 'Why.', personSaw: 'A page.' },
      { ...RULE, result: 'fail', saw: 'This.', fix: { say: 'That.' } },
      { ...open, result: 'fail', saw: 'This.', fix: { say: 'That.' } },
    ];
    expect(
      countFindings([...findings, { ...open, result: 'not testable', reason: '', awaits: 'plain' }]),
    ).toEqual({ broken: 1, advice: 1, kept: 2, open: 2, awaitingProbes: 1 });
    const markdown = reportAsMarkdown(evidence, findings);
    const title = (severity: string) =>
      `Does it lead to its authorization server? ${severity} by [RFC](https://rfc.example).`;
    expect(markdown.split('\n').slice(2)).toEqual([
      ...['1 rule broken, 1 piece of advice, 2 kept, 1 not testable.', ''],
      ...['This report may send requests only to:', '- ` https://mcp.example `, named by you'],
      ...['- ` https://as.example `, named by the resource metadata', ''],
      ...['## Broken', '', '### Not met: It keeps', '', title('Required'), '', 'This.', '', 'That.', ''],
      ...['## Advice', '', '### Not met: It keeps', '', title('Recommended'), '', 'This.', '', 'That.', ''],
      ...['Messages: 1, 2.', ''],
      ...['## Not testable', '', '### It keeps', '', title('Recommended'), '', 'Why.', ''],
      ...['Reported by the person, not observed: A page.', '', 'Messages: 1, 2.', ''],
      ...['## Kept', '', '### It keeps', '', title('Required'), ''],
      ...['### It keeps', '', title('Required'), '', 'Well.', ''],
    ]);
  });

  it.each([
    ['a rule', '---', '\\---'],
    ['an item', '- one', '\\- one'],
    ['another item', '+ one', '\\+ one'],
    ['a numbered item', '1. one', '1\\. one'],
    ['another numbered item', '12) one', '12\\) one'],
    ['an item behind blanks', '  \t- one', '\\- one'],
    ['an indented block', '     code', 'code'],
    ['a heading under the line before', '===', '\\==='],
    ['a heading', '# one', '\\# one'],
    ['a quotation', '> one', '\\> one'],
    ['a fence', '~~~', '\\~\\~\\~'],
    ['a character reference', '&copy; &#60;b&#62;', '\\&copy; \\&\\#60;b\\&\\#62;'],
    ['a formula', '$x$', '\\$x\\$'],
  ])('shows a line from a server unchanged if the line looks like %s', async (_what, line, shown) => {
    expect(await reportOf(line)).toContain(`\n\n${shown}\n\nMend it.`);
    for (const lineEnd of ['\n', '\r', '\r\n']) {
      expect(await reportOf(`It says:${lineEnd}${line}`)).toContain(`\nIt says:\\\n${shown}\n\n`);
      expect(await reportOf(`It says:${lineEnd}${lineEnd}${line}`)).toContain(
        `\nIt says:\\\n\\\n${shown}\n\n`,
      );
    }
  });

  it.each([
    ['a link', 'see https://evil.example/a_b now', 'see ` https://evil.example/a_b ` now'],
    ['a link without a scheme', 'see www.evil.example', 'see ` www.evil.example `'],
    ['a mention', 'ask @octocat now', 'ask ` @octocat ` now'],
    ['a mail address', '(ada@evil.example)', '` (ada@evil.example) `'],
    ['a reference', 'as in #12 and a/b#3', 'as in ` #12 ` and ` a/b#3 `'],
    ['a reversed text', 'a\u202eb', 'a⟨U+202E⟩b'],
    ['hidden text', 'a\u200b\u001b[31mb', 'a⟨U+200B⟩⟨U+001B⟩\\[31mb'],
  ])('keeps a tracker from turning a plain text into a link: %s', async (_what, saw, shown) => {
    expect(await reportOf(saw)).toContain(`\n\n${shown}\n\nMend it.`);
    expect(await reportOf('x', 'a\u202eb')).toContain('\na⟨U+202E⟩b\n');
  });

  it.each(['````', '``````', '``````````', '`````\n# one'])(
    'ends a block of code only after the whole code: %j',
    async (code) => {
      const [, fence = '', within] = /\n(````+)\n(.*)\n\1\n/s.exec(await reportOf('x', code)) ?? [];
      expect(within).toBe(code);
      expect(code).not.toContain(fence);
    },
  );

  it.each([
    ['a query', (key: string) => `${SERVER}?api_key=${key}`],
    ['a path', (key: string) => `https://mcp.example/s/${key}/mcp`],
  ])('shows no API key in %s of the server address', async (_where, address) => {
    const key = 'k3y0fTh1sS3rv3rQx9Zw';
    const { report, machine } = openTab({
      instead: ({ url }) =>
        Response.json({ error: `no such key: ${key.slice(0, 12)}`, url }, { status: 500 }),
    }).openPage();
    await report.examine(address(key), '');
    const { evidence, findings } = foundBy(report);
    const log = machine.log.getSnapshot();
    const shown = log.map((exchange) => renderToStaticMarkup(createElement(MessageText, { exchange, log })));
    for (const file of [
      reportAsJson(evidence, findings, log),
      reportAsJson(evidence, findings),
      reportAsMarkdown(evidence, findings, log),
      reportAsMarkdown(evidence, findings),
      exportHar(log),
      ...shown,
    ]) {
      for (let at = 0; at + 8 <= key.length; at += 1) expect(file).not.toContain(key.slice(at, at + 8));
    }
    expect(reportAsMarkdown(evidence, findings, log)).toContain('mcp.example');
  });

  it('masks a secret that a server quotes', async () => {
    const { report, machine } = openTab().openPage();
    await report.examine(SERVER, '');
    const { evidence, findings } = foundBy(report);
    const token = 'an-access-token-of-another-1';
    const log = machine.log.getSnapshot();
    const [first] = log;
    if (!first) throw new Error('There is no message.');
    const sent = { ...first, request: { ...first.request, headers: { authorization: `Bearer ${token}` } } };
    const [finding] = findings;
    if (!finding) throw new Error('There is no finding.');
    const said = {
      ...finding,
      result: 'fail' as const,
      saw: `It said “${token}”.`,
      fix: { say: 'Do not.', code: token },
    };
    for (const file of [reportAsJson(evidence, [said], [sent]), reportAsMarkdown(evidence, [said], [sent])]) {
      expect(file).not.toContain(token);
      expect(file).toContain('It said “');
    }
  });

  it('that the browser cannot save stays on screen with a message', async () => {
    const tab = openTab();
    const { report } = tab.openPage();
    tab.storage.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    const examining = report.examine(SERVER, 'this-app');
    expect(report.getSnapshot().activity).toBe('examining');
    await examining;
    expect(report.getSnapshot()).toMatchObject({
      evidence: { serverUrl: SERVER },
      failure: expect.stringContaining('cannot save'),
    });
    report.agree('this-app');
    await report.run('right-request');
    expect(tab.left, 'the page stays if the report cannot be restored').toEqual([]);
  });

  it('deletes the messages and the probes of an earlier report in its tab, and nothing else', async () => {
    const tab = openTab();
    const { report, machine } = await agreed(tab);
    const { length } = machine.log.getSnapshot();
    await report.run('plain');
    tab.storage.setItem('other', 'kept');
    await report.examine(SERVER, 'this-app');
    expect(machine.log.getSnapshot()).toHaveLength(length);
    expect([...tab.storage.getSnapshot().keys()]).toEqual(['lab:server-report', 'other']);
  });

  it('is deleted at the person’s request, and also from the storage of the tab', async () => {
    const tab = openTab();
    const { report } = await agreed(tab);
    await report.run('right-request');
    report.forget();
    expect(everythingIn(tab.storage)).toBe('[]');
    expect(report.getSnapshot()).toMatchObject({ agreed: false, evidence: undefined });
  });
});

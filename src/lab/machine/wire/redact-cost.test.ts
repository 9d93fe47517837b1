import { expect, it } from 'vitest';
import type { Exchange } from './exchange.ts';
import { createRedaction } from './redact.ts';

function exchange(body: string, id = 1): Exchange {
  return {
    id,
    atMs: 0,
    from: 'client',
    to: 'MCP server',
    channel: 'back',
    request: { method: 'GET', url: 'https://mcp.example/items', headers: {}, body: '' },
    outcome: { kind: 'answered', tookMs: 1, response: { status: 200, headers: {}, body } },
    serverView: [],
  };
}

/** The processor time for a body, which other processes do not change as they do the time of a clock. */
function costOf(body: string): number {
  const log = [exchange('{"access_token":"aQ9fKx72-LmPz05Tt_Rw"}'), exchange(body, 2)];
  const before = process.cpuUsage();
  for (const each of log) createRedaction(log, []).exchange(each);
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

it.each([
  '<token>',
  '<a x="<token ',
  'a:',
  'token:',
  `token="a='`,
  'token\\"',
  ' ',
  'name=token ',
  '("token","',
  '&lt;',
  '%253D',
  'data: ',
])('masking takes linear time: 16 times as many “%s” cost less than 64 times as much', (repeated) => {
  const few = () => costOf(repeated.repeat(3_000 / repeated.length));
  const costOfFew = Math.min(few(), few(), few(), few(), few());
  expect(costOf(repeated.repeat(48_000 / repeated.length)) / costOfFew).toBeLessThan(64);
});

it('masks events within events, however deep', () => {
  const log = [exchange(`${'data: '.repeat(15_000)}access_token=aQ9fKx72-LmPz05Tt_Rw\n\n`)];
  const masked = JSON.stringify(log.map((each) => createRedaction(log, []).exchange(each)));
  expect(masked).not.toContain('LmPz05Tt');
});

it('masks beside a lone surrogate, which has no percent encoding', () => {
  const log = [exchange('see /a?next=%uD800%2Fcb%3Fcode%3DaQ9fKx72-LmPz05Tt_Rw&b=c')];
  const masked = JSON.stringify(log.map((each) => createRedaction(log, []).exchange(each)));
  expect(masked).not.toContain('LmPz05Tt');
});

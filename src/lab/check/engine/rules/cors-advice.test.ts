import { expect, it } from 'vitest';
import type { AttemptOutcome } from '../attempt.ts';
import { describeFailure, isDowngraded, preflightCommand, preflightHeaders } from './cors-advice.ts';

const PAGE = 'https://app.example';
const SERVER = 'https://mcp.example/mcp';

it.each<[AttemptOutcome, string]>([
  ['blocked', 'The Content-Security-Policy of this page does not let it call https://mcp.example.'],
  ['redirected', 'It answers with a redirect, which this page does not follow.'],
  ['timed out', 'https://mcp.example did not answer within ten seconds.'],
  ['too large', 'Its response is larger than 512 KiB. The rest was not read.'],
  ['stopped', 'The report was stopped before this request ended, or you dropped the request.'],
  ['opaque', 'A response comes, but this page may not read it.'],
  ['unreadable', 'The browser shows no response, and does not say why.'],
  ['answered', 'It answered.'],
])('the report describes a request that is %s: %s', (outcome, sentence) => {
  const attempt = { outcome, url: SERVER, exchangeId: 1, status: 0, headers: {} };
  expect(describeFailure(attempt)).toBe(sentence);
  const reason = outcome === 'unreadable' ? 'DNS.' : sentence;
  expect(describeFailure({ ...attempt, reason: 'DNS.' })).toBe(reason);
});

it.each<[string | undefined, string, boolean]>([
  ['http://mcp.example:8000/x', SERVER, true],
  ['http://localhost:8000/x', SERVER, true],
  ['http://other.example/x', SERVER, false],
  ['https://mcp.example/x', SERVER, false],
  ['https://localhost/x', SERVER, false],
  ['http://mcp.example/x', 'http://mcp.example/mcp', false],
  ['mcp.example', SERVER, false],
  ['http://mcp.example/x', '', false],
  [undefined, SERVER, false],
])('%s, named at %s, is an internal address of a proxy: %s', (named, reached, is) => {
  expect(isDowngraded(named, reached)).toBe(is);
});

it('the advice about a preflight has the headers of the response, and the command that shows the current headers', () => {
  const headers = ['Authorization', 'Content-Type'];
  expect(preflightHeaders(PAGE, headers).split('\n')).toEqual([
    `Access-Control-Allow-Origin: ${PAGE}`,
    'Vary: Origin',
    'Access-Control-Allow-Methods: GET, POST, DELETE',
    'Access-Control-Allow-Headers: Authorization, Content-Type',
  ]);
  expect(preflightCommand(SERVER, PAGE, headers).split(' \\\n  ')).toEqual([
    `curl -i -X OPTIONS '${SERVER}'`,
    `-H 'Origin: ${PAGE}'`,
    "-H 'Access-Control-Request-Method: POST'",
    "-H 'Access-Control-Request-Headers: authorization,content-type'",
  ]);
});

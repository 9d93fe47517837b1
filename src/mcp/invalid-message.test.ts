import { expect, it } from 'vitest';
import { describeIssues } from './invalid-message.ts';

const issues = (count: number) => JSON.stringify(Array(count).fill({ path: ['a', 0], message: 'm' }));

it.each([
  [`Invalid result for tools/list: ${issues(1)}`, 'tools/list.a.0: m'],
  [issues(1), 'a.0: m'],
  ['[{"path":[],"message":"m"}]', 'm'],
  ['[{"message":"m"}]', 'm'],
  ['[{"errors":[[{"message":"a"},{"message":"b"}],[{"message":"c"}]]}]', 'c'],
  ['[{"errors":[],"message":"m"}]', 'm'],
  [issues(5), Array(5).fill('a.0: m').join('\n')],
  [issues(6), [...Array(5).fill('a.0: m'), 'and 1 more'].join('\n')],
  ['[]', undefined],
  ['[{}]', undefined],
  ['[{"errors":[7]}]', undefined],
  ['[}]', undefined],
  [`Failed: ${issues(1)}`, undefined],
  [`${issues(1)}.`, undefined],
])('the issues of the error text %s are described', (text, description) => {
  expect(describeIssues(text)).toBe(description);
});

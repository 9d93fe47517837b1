import { describe, expect, it } from 'vitest';
import { readHeaderLines, writeHeaderLines } from './header-lines.ts';

describe('headers as text', () => {
  it('are the same after writing and reading, except for blank lines', () => {
    const headers = { accept: 'application/json', authorization: 'Bearer a:b' };
    expect(readHeaderLines(`${writeHeaderLines(headers)}\n\n`)).toEqual(headers);
  });

  it.each(['no colon at all', ': no name', 'a name: value'])('that are malformed are refused: %s', (line) => {
    expect(() => readHeaderLines(`accept: */*\n${line}`)).toThrow('Line 2 of the headers');
  });
});

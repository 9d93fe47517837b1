import { describe, expect, it } from 'vitest';
import { readHeaderLines, writeHeaderLines } from './header-lines.ts';

describe('headers as text', () => {
  it('are the same after the text is written and read, except for blank lines', () => {
    const headers = { accept: 'application/json', authorization: 'Bearer a:b' };
    expect(readHeaderLines(`${writeHeaderLines(headers)}\n\n`)).toEqual(headers);
  });

  it.each(['no colon at all', ': no name', 'a name: value'])('are refused if malformed: %s', (line) => {
    expect(() => readHeaderLines(`accept: */*\n${line}`)).toThrow('Line 2 of the headers');
  });
});

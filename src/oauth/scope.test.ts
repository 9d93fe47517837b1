import { describe, expect, it } from 'vitest';
import { joinScopes, readScopes } from './scope.ts';

describe('scopes (RFC 6749 §3.3)', () => {
  it.each([
    ['a b  c', ['a', 'b', 'c']],
    ['a a b', ['a', 'b']],
    ['a, b ,c , d', ['a', 'b', 'c', 'd']],
    ['https://x.example/a,1 b', ['https://x.example/a,1', 'b']],
    ['a"b c\\d é', []],
    ['"a', []],
    ['a"', []],
    [
      ['a', 7, null, 'b c', 'd,e', {}],
      ['a', 'b', 'c', 'd,e'],
    ],
    [['true', true], ['true']],
    [[''], []],
    [undefined, []],
    [{ a: 1 }, []],
    [7, []],
  ])('in the text %j are %j', (value, scopes) => expect(readScopes(value)).toEqual(scopes));

  it('consist only of the characters that RFC 6749 allows in a scope', () => {
    for (let code = 0; code < 0x100; code += 1) {
      const scope = String.fromCharCode(code);
      const isLegal = code > 0x20 && code < 0x7f && scope !== '"' && scope !== '\\';
      expect([code, readScopes([scope])]).toEqual([code, isLegal ? [scope] : []]);
    }
  });

  it('are dropped if they are longer than 256 characters', () =>
    expect(readScopes(`${'a'.repeat(256)} ${'b'.repeat(257)}`)).toEqual(['a'.repeat(256)]));

  it('are read from at most the first thousand words, because a server may send millions', () => {
    const words = [...Array(999).fill('é'), 'a', 'b'];
    expect([words, words.join(' '), words.join()].map(readScopes)).toEqual([['a'], ['a'], ['a']]);
  });

  it('are joined without duplicates, and omitted if empty', () => {
    expect(joinScopes(['a', 'b'], [], ['b', 'c'])).toBe('a b c');
    expect(joinScopes([], [])).toBeUndefined();
  });
});

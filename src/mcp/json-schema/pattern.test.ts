import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesPattern } from './pattern.ts';
import type { Spend } from './verdict.ts';

const ATOMS = String.raw`a b . \d \w \s [ab] [^a] [a-c\]] \. \u0061 \x62 \p{L} 😀 \u{1F600} \uD83D\uDE00 \n \/ \- [\w\-.]`;
const atoms = fc.constantFrom(...ATOMS.split(' '));
const joined = (...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map((texts) => texts.join(''));
const patterns = fc.letrec<{ pattern: string; part: string }>((tie) => ({
  part: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    atoms,
    joined(atoms, fc.constantFrom('*', '+', '?', '{2}', '{1,}', '{0,2}', '*?', '{0}')),
    fc.constantFrom('^', '$', '\\b', '\\B'),
    joined(
      fc.constantFrom('(', '(?:', '(?<n>'),
      tie('pattern'),
      fc.constantFrom(')', ')*', ')+', ')?', '){2,3}'),
    ),
  ),
  pattern: fc.oneof(
    { depthSize: 'small' },
    fc.array(tie('part'), { maxLength: 4 }).map((parts) => parts.join('')),
    fc.tuple(tie('part'), tie('part')).map((options) => options.join('|')),
  ),
})).pattern;
const texts = fc.string({
  unit: fc.constantFrom('a', 'b', 'c', '1', '.', '-', ' ', '\n', '😀', 'é', '\ud83d'),
  maxLength: 12,
});

function native(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern, 'u');
  } catch {
    return undefined;
  }
}

/** The work that one validation may take. */
function budget(): Spend {
  let left = 5_000_000;
  return (work) => {
    left -= work;
    return left >= 0;
  };
}

describe('a pattern of a server', () => {
  it('matches what the browser’s regular expression matches', () => {
    let compared = 0;
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        const expression = native(pattern);
        const matches = matchesPattern(pattern, text, budget());
        // V8 also finds `\\B` between the halves of a surrogate pair, where the specification does not look.
        fc.pre(!(pattern.includes('\\B') && text.includes('😀')));
        if (expression) compared += 1;
        expect(matches).toBe(expression?.test(text));
      }),
      { numRuns: 3_000 },
    );
    expect(compared).toBeGreaterThan(1_500);
  });

  it.each([
    ['^a?$', 'aa'],
    ['^a{2}$', 'aaa'],
    ['^a{1,}$', 'aaa'],
    ['^a{0,2}$', 'aaa'],
    ['^a{0,2}$', 'aa'],
    ['^a{0,0}$', 'a'],
    ['a{3998}', 'b'],
    ['a'.repeat(1_000), 'a'.repeat(1_000)],
  ])('matches as often as its quantifier allows: %.9s', (pattern, text) => {
    expect(matchesPattern(pattern, text, budget())).toBe(native(pattern)?.test(text));
  });

  it('costs as many units as its length, plus its number of states times the length of the text', () => {
    const spent: number[] = [];
    matchesPattern('a?b', 'xyz', (work) => spent.push(work) > 0);
    // Four states (`a`, `b`, the choice for `?`, and the end), for each of three characters and the end of the text.
    expect(spent).toEqual([3 + 4_000, 4 * 4]);
    expect(matchesPattern('a', 'a', () => false)).toBeUndefined();
    expect(matchesPattern('a', 'a', (work) => work > 4_000)).toBeUndefined();
  });

  it.each([
    ['^(a+)+$', `${'a'.repeat(2_000)}!`],
    ['^(a|a)*$', `${'a'.repeat(2_000)}!`],
    ['a*a*a*a*a*a*a*b', 'a'.repeat(2_000)],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(2_000)],
    ['^((a{1,5}){1,5}){1,5}$', `${'a'.repeat(1_000)}!`],
  ])('cannot hang the page: %s', (pattern, text) => {
    const begun = process.cpuUsage();
    expect(matchesPattern(pattern, text, budget())).toBe(false);
    expect(process.cpuUsage(begun).user / 1_000).toBeLessThan(3_000);
  });

  it.each([
    ['looks ahead', '^(?=.*a)b'],
    ['looks behind', '(?<!a)b'],
    ['refers back', '(a)\\1'],
    ['changes its flags', '(?i:a)'],
    ['is invalid', '('],
    ['is invalid with the flag u', '\\_'],
    ['multiplies', '(((a{99}){99}){99}){99}'],
    ['repeats nothing', '(?:){99999999}'],
    ['repeats an empty text, without end', `(?:){1${'0'.repeat(400)}}`],
    ['repeats repetitions of an empty text', '(?:(?:){30000}){3000}'],
    ['has more than 4,000 nodes', 'b{3999}'],
    ['is longer than 1,000 characters', 'a'.repeat(1_001)],
  ])('is left to the server if it %s', (_what, pattern) => {
    expect(matchesPattern(pattern, 'b', budget())).toBeUndefined();
  });

  it('is left to the server if the text would take too many steps', () =>
    expect(matchesPattern('^(a|b|c|d|e)*$', 'a'.repeat(1_000_000), budget())).toBeUndefined());
});

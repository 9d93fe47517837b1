import { withUtf8 } from './octets.ts';

/** Numbers with short separators: `[115,101,…]`, `115 101 …`, `CHR(115) || CHR(101) …`, `{"0":115,"1":101,…}`. */
const DECIMAL = /\d{1,6}(?:\D{1,12}\d{1,6}){7,}/g;
/** `0x73, 0x65, …`, `U+0073 U+0065 …`, and the groups of a hexadecimal dump. */
const HEXADECIMAL = /[0-9a-f]{2,6}(?:[^0-9a-f]{1,12}(?:0x)?[0-9a-f]{2,6}){7,}/gi;

/** Runs of at least eight numbers, each of which may be a character code. */
export const CODE_RUNS: readonly RegExp[] = [DECIMAL, HEXADECIMAL];

/** Decodes the runs of numbers in a text as decimal, octal and hexadecimal character codes. */
export function decodeCharacterCodes(text: string): string[] {
  const decimal = (text.match(DECIMAL) ?? []).map((run) => run.match(/\d+/g) ?? []);
  const hexadecimal = (text.match(HEXADECIMAL) ?? []).map((run) => run.match(/[0-9a-f]{2,6}/gi) ?? []);
  return withUtf8([
    ...decimal.flatMap((numbers) => [
      charactersOf(numbers, 10),
      charactersOf(numbers, 8),
      // Every second number may be an index.
      charactersOf(every(numbers, 0), 10),
      charactersOf(every(numbers, 1), 10),
    ]),
    ...hexadecimal.flatMap((numbers) => [
      charactersOf(numbers, 16),
      // Each group may have several octets. An offset may precede the groups, possibly with an odd number of digits.
      charactersOf(numbers.join('').match(/../g) ?? [], 16),
      charactersOf(numbers.join('').slice(1).match(/../g) ?? [], 16),
    ]),
  ]);
}

const every = (numbers: readonly string[], remainder: 0 | 1): string[] =>
  numbers.filter((_, index) => index % 2 === remainder);

function charactersOf(numbers: readonly string[], radix: 8 | 10 | 16): string {
  return numbers
    .map((number) => {
      const code = Number.parseInt(number, radix);
      return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
    })
    .join('');
}

import { decimalOf, isRawNumber, plainNumber } from '../exact-numbers.ts';

/** The cost, in units of work, of each character that {@link canonical} returns. */
export const WORK_PER_CHARACTER = 4;

/**
 * A value as one text, with its members in order. Equal values give equal texts.
 *
 * @param numbers `rounded` for a comparison with a schema, because `JSON.parse` has rounded the numbers of the schema;
 *   `exact` for a comparison of values of the user.
 */
export function canonical(value: unknown, numbers: 'rounded' | 'exact'): string {
  return JSON.stringify(value, (_name, member: unknown) => {
    // Some numbers are written as texts; only a real text gets the prefix.
    if (typeof member === 'string') return `text ${member}`;
    if (isRawNumber(member)) {
      return numbers === 'exact'
        ? (plainNumber(member) ?? decimalOf(member.rawJSON))
        : finite(Number(member.rawJSON));
    }
    if (typeof member === 'number') return finite(member);
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}

/** JSON would write an infinite number as `null`. */
const finite = (number: number): number | string => (Number.isFinite(number) ? number : String(number));

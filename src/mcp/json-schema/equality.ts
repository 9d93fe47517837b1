import { isRawNumber } from '../exact-numbers.ts';

/**
 * The units of work that each character of a result of {@link canonical} costs. A step of a validation costs one unit.
 */
export const WORK_PER_CHARACTER = 4;

/** A value as one text, with its members in order: equal values are equal texts. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) => {
    // A schema's own numbers are rounded, so numbers are compared as rounded.
    if (isRawNumber(member)) return Number(member.rawJSON);
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}

import { isRawNumber, mayBeRounded } from '../../mcp/exact-numbers.ts';
import { shownName, shownText } from '../../ui/server-text.ts';

const LONGEST = 10_000;

/** The initial value of a field, or why it is empty although the server has a default, in our own words. */
export interface InitialValue {
  initial?: unknown;
  note?: string;
}

const LEFT_TO_SERVER = 'If this is empty, the server uses its own default';

/**
 * The default of a schema, if a field can start with that value. Three kinds are left to the server: a default that is
 * too long; text with invisible characters, which would be sent as if the user had typed it; and a number that may have
 * been rounded, which would be sent as another number. `null` means that there is no default.
 */
export function initialValue(value: unknown): InitialValue {
  if (value === undefined || value === null) return {};
  const text = asText(value);
  if (text.length > LONGEST) return { note: `${LEFT_TO_SERVER}.` };
  if (hasRoundedNumber(value)) {
    return { note: `${LEFT_TO_SERVER}, which has a number with more digits than this page can receive.` };
  }
  return hasUnseen(text)
    ? {
        note: `${LEFT_TO_SERVER}, which has characters that a field does not show: ${shownName(text)}`,
      }
    : { initial: value };
}

/** A value as a form shows it: text unchanged, anything else as JSON, in which invisible characters are escaped. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : escapeUnseen(JSON.stringify(value) ?? '');
}

function hasRoundedNumber(value: unknown): boolean {
  if (typeof value === 'number') return mayBeRounded(value);
  if (typeof value !== 'object' || value === null || isRawNumber(value)) return false;
  return Object.values(value).some(hasRoundedNumber);
}

function hasUnseen(text: string): boolean {
  const oneLineEnd = text.replaceAll('\r\n', '\n');
  return shownText(oneLineEnd, oneLineEnd.length).text !== oneLineEnd;
}

/** Escapes the invisible characters of a JSON text, which occur only in its strings. */
function escapeUnseen(json: string): string {
  return json.replace(/[^\x20-\x7e]/gu, (character) =>
    hasUnseen(character)
      ? character
          .split('')
          .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
          .join('')
      : character,
  );
}

/** An own member of a value, not an inherited one. */
export function memberOf(value: unknown, name: string): unknown {
  const object: object = Object(value);
  return Object.hasOwn(object, name) ? Reflect.get(object, name) : undefined;
}

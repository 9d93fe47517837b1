import { isRawNumber, mayBeRounded } from '../../mcp/exact-numbers.ts';
import { getOrInsert } from '../../oauth/get-or-insert.ts';
import { shownName, shownText } from '../../ui/server-text.ts';

const LONGEST = 10_000;

/** The initial value of a field. If the server has a default that the field cannot show, `note` says why. */
export interface InitialValue {
  initial?: unknown;
  note?: string;
}

const LEFT_TO_SERVER = 'If this is empty, the server may use its own default';

/**
 * The default of a schema, if a field can start with this value. A field starts empty if the default is too long, has
 * invisible characters, or has a number that may have been rounded. The field would hide a part of the default, or
 * change it. `null` means that there is no default.
 */
export function initialValue(value: unknown): InitialValue {
  return typeof value === 'object' && value !== null
    ? getOrInsert(known, value, () => readInitial(value))
    : readInitial(value);
}

/** A cache of the results for objects, because many inputs may refer to a schema with one large default. */
const known = new WeakMap<object, InitialValue>();

function readInitial(value: unknown): InitialValue {
  if (value === undefined || value === null) return {};
  const text = asText(value);
  if (text.length > LONGEST) return { note: `${LEFT_TO_SERVER}.` };
  if (hasRoundedNumber(value)) {
    return { note: `${LEFT_TO_SERVER}, which has a number with more digits than this page can receive.` };
  }
  return hasUnseen(text)
    ? { note: `${LEFT_TO_SERVER}, which has characters that a field does not show: ${shownName(text)}` }
    : { initial: value };
}

/** A value as a form shows it. A text is unchanged. Any other value is JSON with escapes for invisible characters. */
export const asText = (value: unknown): string => (typeof value === 'string' ? value : asJson(value));

/** A value as a field for JSON shows it: a text is in quotation marks, so that the text `12` stays a text. */
export const asJson = (value: unknown): string => escapeUnseen(JSON.stringify(value) ?? '');

function hasRoundedNumber(value: unknown): boolean {
  if (typeof value === 'number') return mayBeRounded(value);
  if (typeof value !== 'object' || value === null || isRawNumber(value)) return false;
  return Object.values(value).some(hasRoundedNumber);
}

function hasUnseen(text: string): boolean {
  const oneLineEnd = text.replaceAll('\r\n', '\n');
  return shownText(oneLineEnd, oneLineEnd.length).text !== oneLineEnd;
}

/** Escapes the invisible characters of a JSON text. They are valid, because such characters occur only in strings. */
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

/** A member of a value, or `undefined` if the value has no such member or only inherits it. */
export function memberOf(value: unknown, name: string): unknown {
  const object: object = Object(value);
  return Object.hasOwn(object, name) ? Reflect.get(object, name) : undefined;
}

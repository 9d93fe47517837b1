/** A JSON object from the network or a storage, with unchecked members. */
export type WireObject = Record<string, unknown>;

/** Parses text as a JSON object; `undefined` for anything else. */
export function parseObject(text: string): WireObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Not JSON.
  }
  return undefined;
}

export function isObject(value: unknown): value is WireObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is a non-empty string. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Returns the value if it is a non-empty string. */
export function textOf(value: unknown): string | undefined {
  return isText(value) ? value : undefined;
}

/** Reads a number, even from a string; `NaN` for an object, because `Number()` throws for some objects. */
export function numberOf(value: unknown): number {
  return Number(typeof value === 'object' ? undefined : value);
}

type Check = (value: unknown) => boolean;

/** Returns a check that applies each check of `shape` to the member of the same name. */
export function hasShape(shape: Readonly<Record<string, Check>>): Check {
  return (record) => Object.entries(shape).every(([name, check]) => check(Object(record)[name]));
}

/** Also allows a value that is absent or empty: a setting from an unset environment variable is an empty text. */
export function optional(check: Check): Check {
  return (value) => !value || check(value);
}

/** A JSON object as it came over the wire or out of a storage: nothing about its members is known yet. */
export type WireObject = Record<string, unknown>;

/** Parses text as a JSON object; `undefined` for anything else. */
export function parseObject(text: string): WireObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is WireObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A string with something in it. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** The value if it is a string with something in it. */
export function textOf(value: unknown): string | undefined {
  return isText(value) ? value : undefined;
}

type Check = (value: unknown) => boolean;

/** Whether each member of a record is as a table says. */
export function hasShape(shape: Readonly<Record<string, Check>>): Check {
  return (record) => Object.entries(shape).every(([name, fits]) => fits(Object(record)[name]));
}

export function optional(fits: Check): Check {
  return (value) => value === undefined || fits(value);
}

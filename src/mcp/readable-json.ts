/** The longest text that is indented. At 200 levels, an indent makes a text hundreds of times as long. */
const LONGEST = 100_000;

/** A JSON value of a server as text: indented, unless it is long. */
export function readableJson(value: unknown): string {
  const compact = JSON.stringify(value);
  return compact.length > LONGEST ? compact : JSON.stringify(value, null, 2);
}

/** The members in which `null` may mean something. */
const OPAQUE = ['inputSchema', 'outputSchema', 'structuredContent', '_meta'];

/** A copy of a value without members that are `null`, because many servers write `null` for a missing member. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const members = Object.entries(value).filter(([, member]) => member !== null);
  return Object.fromEntries(
    members.map(([name, member]) => [name, OPAQUE.includes(name) ? member : withoutNulls(member)]),
  );
}

/** Turns an empty list into an empty object, because PHP writes both alike. */
export const asObject = (value: unknown): unknown =>
  Array.isArray(value) && value.length === 0 ? {} : value;

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

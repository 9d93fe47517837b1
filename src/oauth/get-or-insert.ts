/**
 * Returns the value of a key, and creates it at the first call, like `WeakMap.prototype.getOrInsertComputed`, which
 * not every browser has yet. The sessions of a document share state in such maps, keyed by platform.
 */
export function getOrInsert<Key, Value>(
  map: { get(key: Key): Value | undefined; set(key: Key, value: Value): unknown },
  key: Key,
  create: () => Value,
): Value {
  const value = map.get(key) ?? create();
  map.set(key, value);
  return value;
}

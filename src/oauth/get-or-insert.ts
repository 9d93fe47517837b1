/**
 * `WeakMap.prototype.getOrInsertComputed`, which not every browser has yet: the value of a key, made when it is first
 * asked for. The sessions of a document share what they know of it in such maps, by their platform.
 */
export function getOrInsert<Key extends object, Value>(
  map: WeakMap<Key, Value>,
  key: Key,
  create: () => Value,
): Value {
  const value = map.get(key) ?? create();
  map.set(key, value);
  return value;
}

/** Extends a JSON Pointer (RFC 6901) by one step. */
export function pointerTo(path: string, name: string | number): string {
  return `${path}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/**
 * The part of a document that a local `$ref` (`#`, `#/$defs/name`) refers to.
 *
 * @returns `undefined` for a broken reference, and for a reference to another document, which is never fetched.
 */
export function referenced(document: unknown, ref: string): unknown {
  if (ref === '#') return document;
  if (!ref.startsWith('#/')) return undefined;
  let found = document;
  for (const step of decoded(ref.slice(2)).split('/')) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined;
    found = Reflect.get(found, name);
  }
  return found;
}

function decoded(pointer: string): string {
  try {
    return decodeURIComponent(pointer);
  } catch {
    return pointer;
  }
}

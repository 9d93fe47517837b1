/** Draws numbers below a limit. The same seed and purpose draw the same numbers again (mulberry32). */
export function drawFrom(seed: number, purpose: string): (limit: number) => number {
  let state = seed >>> 0;
  for (const character of purpose) state = Math.imul(state ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

/** A seed of this browser's own randomness, short enough for an address. */
export function newSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}

/** The seed in an address, as in `?server=4711`; `undefined` for anything that is not one. */
export function seedIn(search: URLSearchParams): number | undefined {
  const text = search.get('server') ?? '';
  return /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

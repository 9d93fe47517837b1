import { numbersFrom } from '../../machine/seed.ts';

/** Returns a function that draws numbers below a limit. The same seed and purpose give the same numbers again. */
export function drawFrom(seed: number, purpose: string): (limit: number) => number {
  let state = seed >>> 0;
  for (const character of purpose) state = Math.imul(state ^ character.charCodeAt(0), 0x01000193) >>> 0;
  const next = numbersFrom(state);
  return (limit) => next() % limit;
}

/** Reads the seed in an address, as in `?server=4711`. Returns `undefined` if there is no valid seed. */
export function seedIn(search: URLSearchParams): number | undefined {
  const text = search.get('server') ?? '';
  return /^\d{1,10}$/.test(text) ? Number(text) : undefined;
}

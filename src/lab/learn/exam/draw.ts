import { numbersFrom } from '../../machine/seed.ts';

/** Returns a function that gives numbers from 0 up to 1. The same seed gives the same numbers, and so the same exam. */
export function randomOf(seed: number): () => number {
  const next = numbersFrom(seed);
  return () => next() / 2 ** 32;
}

/** Returns a list in an order that the numbers determine. */
export function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

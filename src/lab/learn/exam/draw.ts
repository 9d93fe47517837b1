import { numbersFrom } from '../../machine/seed.ts';

/** Numbers from 0 up to 1 that a seed determines: the same exam for the same seed. */
export function randomOf(seed: number): () => number {
  const next = numbersFrom(seed);
  return () => next() / 2 ** 32;
}

/** A list in an order that the numbers determine. */
export function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

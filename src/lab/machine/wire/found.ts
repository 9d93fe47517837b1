import { mask } from './mask.ts';

/** What is known of secrets while a log is gone through: each one that is found is learnt, and found again by value. */
export interface Found {
  add(secret: string): void;
  /** Masks what was learnt, as it is. */
  maskParts(text: string): string;
  /** Masks what was learnt, in any encoding. */
  maskIn(text: string): string;
}

/** Masks text of which nothing is known: {@link Found} learns what is found in it. */
export type MaskText = (text: string, found: Found, depth?: number) => string;

/** Masks a value that is a secret by its name, and learns it. */
export function maskSecret(value: string, found: Found): string {
  found.add(value);
  return mask(value);
}

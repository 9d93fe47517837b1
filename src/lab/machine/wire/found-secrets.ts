import { mask } from './mask.ts';

/** Collects the secrets that are found while a log is masked. Each is then also masked wherever it occurs. */
export interface FoundSecrets {
  add(secret: string): void;
  /** Masks found secrets in plain text. */
  maskParts(text: string): string;
  /** Masks found secrets in any encoding. */
  maskIn(text: string): string;
}

/** For a pass that recognises secrets only by their names, because no value is known yet. */
export const NOTHING_KNOWN = { maskParts: (text: string) => text, maskIn: (text: string) => text };

/** Masks text of unknown content, and adds its secrets to {@link FoundSecrets}. */
export type MaskText = (text: string, found: FoundSecrets, depth?: number) => string;

/** Masks a value whose name marks it as a secret, and adds the value to the found secrets. */
export function maskSecret(value: string, found: FoundSecrets): string {
  found.add(value);
  return mask(value);
}

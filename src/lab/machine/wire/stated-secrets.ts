import { HIDDEN } from './mask.ts';

/** Short secrets that a person states, masked only as whole words, because their letters occur everywhere. */
export interface StatedSecrets {
  add(secret: string): void;
  /** Masks every stated secret, as stated and in the encodings in which it stays one word. */
  maskIn(text: string): string;
}

export function createStatedSecrets(): StatedSecrets {
  const spellings = new Set<string>();
  let pattern: RegExp | undefined;
  return {
    add(secret) {
      for (const spelling of spellingsOf(secret)) spellings.add(spelling.replace(/[^\w]/g, '\\$&'));
      pattern = new RegExp(`(?<![a-z0-9])(?:${[...spellings].join('|')})(?![a-z0-9])`, 'gi');
    },
    maskIn: (text) => (pattern ? text.replace(pattern, HIDDEN) : text),
  };
}

function spellingsOf(secret: string): string[] {
  const octets = Array.from(new TextEncoder().encode(secret), (octet) => String.fromCharCode(octet));
  const hexadecimal = octets.map((octet) => octet.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  return [secret, encodeURIComponent(secret), hexadecimal, btoa(octets.join('')).replace(/=+$/, '')];
}

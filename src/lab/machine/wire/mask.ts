/** A mask without the ends of the secret. */
export const HIDDEN = '…';
const MASKED = /^(.{3}…(.{3})?|…)$/su;

/** A shorter secret may be a password, which could be guessed if six of its characters were visible. */
const SHORTEST_WITH_ENDS = 20;

/** Keeps the ends of a long secret: enough to distinguish two secrets, not enough to use one. Leaves a mask unchanged. */
export function mask(value: string): string {
  if (MASKED.test(value)) return value;
  const characters = [...value];
  if (characters.length < SHORTEST_WITH_ENDS) return HIDDEN;
  return characters.slice(0, 3).join('') + HIDDEN + characters.slice(-3).join('');
}

/** Keeps only the beginning of a secret, if it is uncertain where the secret ends. */
export function maskBeginning(value: string): string {
  if (MASKED.test(value)) return value;
  const masked = mask(value);
  return masked.slice(0, masked.indexOf(HIDDEN) + 1);
}

/**
 * The length up to which a word or a header is decoded. A longer word or header is masked whole. Decoding in every way
 * takes milliseconds for each thousand characters, and a server may send such a header with every response.
 */
export const LONGEST_READ = 20_000;

/** Replaces a body that could not be read with a note of its length. */
export const maskWhole = (body: string): string =>
  `${HIDDEN} (${body.length} characters, masked: they could not be read)`;

/**
 * Whether a segment of an address looks random, like the keys in the addresses of hosted MCP servers: a UUID,
 * hexadecimal digits, or at least 16 characters that often change between capital letters, small letters and digits.
 */
export function looksRandom(text: string): boolean {
  if (/^[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}$/i.test(text)) return true;
  const characters = text.replace(/[-_.~=+]/g, '');
  if (!/^[\w]{16,}$/.test(characters)) return false;
  const kinds = characters.replace(/[a-z]/g, 'a').replace(/[A-Z]/g, 'A').replace(/[0-9]/g, '0');
  const changes = [...kinds].filter((kind, index) => index > 0 && kind !== kinds[index - 1]).length;
  return changes >= 4 || /^[a-z]{24,}$/i.test(text);
}

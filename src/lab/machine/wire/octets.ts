/** One decoder for all texts, because random octets contain a decodable run every few characters. */
const UTF8 = new TextDecoder();
const BEYOND_ASCII = /[\u0080-\u00ff]{2,}/g;

/**
 * The given texts, whose characters may be octets, and each text again with the octets beyond ASCII decoded as UTF-8.
 */
export function withUtf8(texts: readonly string[]): string[] {
  return texts.flatMap((text) => {
    const decoded = text.replace(BEYOND_ASCII, decodeUtf8);
    return decoded === text ? [text] : [text, decoded];
  });
}

function decodeUtf8(octets: string): string {
  const bytes = new Uint8Array(octets.length);
  for (let at = 0; at < octets.length; at += 1) bytes[at] = octets.charCodeAt(at);
  return UTF8.decode(bytes);
}

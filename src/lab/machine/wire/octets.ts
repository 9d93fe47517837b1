/** All texts share one decoder, because random octets contain a decodable run every few characters. */
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

/** Octets in place of an ASCII character that UTF-8 would write shorter, which is not valid (RFC 3629 §3). */
const OVERLONG = /(?:[\xc0\xc1]|\xe0[\x80\x81]|\xf0\x80[\x80\x81])[\x80-\xbf]/g;
/** The last two octets have the seven bits of the character. */
const shortened = (octets: string): string =>
  String.fromCharCode(
    ((octets.charCodeAt(octets.length - 2) & 1) << 6) | (octets.charCodeAt(octets.length - 1) & 63),
  );

function decodeUtf8(written: string): string {
  const octets = written.replace(OVERLONG, shortened);
  const bytes = new Uint8Array(octets.length);
  for (let at = 0; at < octets.length; at += 1) bytes[at] = octets.charCodeAt(at);
  return UTF8.decode(bytes);
}

/** One decoder for all texts: random octets contain many decodable runs, and a new decoder for each would be slow. */
const UTF8 = new TextDecoder();
const BEYOND_ASCII = /[\u0080-\u00ff]{2,}/g;

/** Returns the given texts. Adds a decoded copy of each text that contains UTF-8 octets beyond ASCII. */
export function withUtf8(texts: readonly string[]): string[] {
  return texts.flatMap((text) => {
    const decoded = text.replace(BEYOND_ASCII, (octets) => decodeUtf8(octets.replace(OVERLONG, shortened)));
    return decoded === text ? [text] : [text, decoded];
  });
}

/** Overlong forms of ASCII characters. They have more octets than the character needs, and RFC 3629 §3 forbids them. */
const OVERLONG = /(?:[\xc0\xc1]|\xe0[\x80\x81]|\xf0\x80[\x80\x81])[\x80-\xbf]/g;
/** The last two octets have the seven bits of the character. */
const shortened = (octets: string): string =>
  String.fromCharCode(
    ((octets.charCodeAt(octets.length - 2) & 1) << 6) | (octets.charCodeAt(octets.length - 1) & 63),
  );

/** @param octets characters up to U+00FF, one for each octet. */
export function decodeUtf8(octets: string): string {
  const bytes = new Uint8Array(octets.length);
  for (let at = 0; at < octets.length; at += 1) bytes[at] = octets.charCodeAt(at);
  return UTF8.decode(bytes);
}

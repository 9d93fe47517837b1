/**
 * Prepares a URI for the comparison of `htu` (RFC 9449 §4.3): removes query and fragment, and normalises the URI (RFC
 * 3986 §6.2.2, §6.2.3).
 *
 * @returns `undefined` if the text is not an absolute URI.
 */
export function httpUri(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  // The parser lowers the case of scheme and host, and removes dot segments and the default port.
  const url = new URL(text);
  url.search = '';
  url.hash = '';
  return url.href.replace(/%[\da-f]{2}/gi, normalOctet);
}

/**
 * Decodes an unreserved character. For any other octet, turns the hexadecimal digits into upper case (RFC 3986 §6.2.2).
 */
function normalOctet(encoded: string): string {
  const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
  return /[A-Za-z\d\-._~]/.test(character) ? character : encoded.toUpperCase();
}

/**
 * The URI of a request in the form in which `htu` is compared (RFC 9449 §4.3): without query and fragment, and
 * normalised as in RFC 3986 §6.2.2 and §6.2.3.
 *
 * @returns `undefined` if the text is not an absolute URI.
 */
export function httpUri(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  // Parsing lowers the case of scheme and host, and removes dot segments and the port of the scheme.
  const url = new URL(text);
  url.search = '';
  url.hash = '';
  return url.href.replace(/%[\da-f]{2}/gi, normalOctet);
}

/** Decodes an unreserved character; any other encoded octet gets upper-case digits (RFC 3986 §6.2.2). */
function normalOctet(encoded: string): string {
  const character = String.fromCharCode(Number.parseInt(encoded.slice(1), 16));
  return /[A-Za-z\d\-._~]/.test(character) ? character : encoded.toUpperCase();
}

/** Encodes octets as base64url without padding (RFC 7636 Appendix A, RFC 4648 §5). */
export function encodeBase64Url(octets: ArrayLike<number> | ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(octets)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

// The type is not written out, because the libraries of TypeScript before 5.9 use another name for the type.
export const utf8 = (text: string) => new TextEncoder().encode(text);

/**
 * Decodes base64url text that holds UTF-8, such as the parts of a JWT (RFC 7515 §2).
 *
 * @throws DOMException when the text is not base64url; TypeError when the decoded octets are not UTF-8.
 */
export function decodeBase64UrlText(text: string): string {
  const octets = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
    character.charCodeAt(0),
  );
  return new TextDecoder('utf-8', { fatal: true }).decode(octets);
}

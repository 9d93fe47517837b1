/** Octets as base64url without padding (RFC 7515 §2). */
export function encodeBase64url(octets: ArrayBuffer): string {
  const binary = String.fromCharCode(...new Uint8Array(octets));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** @returns `undefined` for a spelling that is not canonical, so that equal values are equal texts. */
export function decodeBase64url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]+$/.test(text)) return undefined;
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    const octets = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    return encodeBase64url(octets.buffer) === text ? octets : undefined;
  } catch {
    return undefined;
  }
}

/** The SHA-256 of a text, as base64url. */
export async function sha256(text: string): Promise<string> {
  return encodeBase64url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
}

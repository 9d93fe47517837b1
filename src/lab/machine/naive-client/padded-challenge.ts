/**
 * WRONG: plain base64, with `+`, `/` and `=` in it.
 * Right, in `src/oauth/base64url.ts`: base64url without padding.
 */
export async function challengeOf(verifier: string): Promise<string> {
  const octets = new TextEncoder().encode(verifier);
  const digest = await crypto.subtle.digest('SHA-256', octets);
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}

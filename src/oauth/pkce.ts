import { encodeBase64Url } from './base64url.ts';
import { OAuthError } from './errors.ts';
import type { Platform } from './platform.ts';

/**
 * Makes the secret of one authorization request: 32 random octets as 43 characters of base64url
 * (RFC 7636 §4.1). Fresh for every flow; it leaves this tab once, in the token request.
 */
export function createCodeVerifier(platform: Pick<Platform, 'randomBytes'>): string {
  return encodeBase64Url(platform.randomBytes(32));
}

/**
 * Computes what may be published of a verifier: BASE64URL(SHA256(ASCII(code_verifier))), the S256 method
 * (RFC 7636 §4.2). There is no code path for `plain`.
 *
 * @throws OAuthError `insecure_context` where WebCrypto is missing: a page served over plain http from
 * anything but localhost.
 */
export async function computeCodeChallenge(codeVerifier: string): Promise<string> {
  const ascii = new TextEncoder().encode(codeVerifier);
  return encodeBase64Url(new Uint8Array(await requireWebCrypto().digest('SHA-256', ascii)));
}

/** @throws OAuthError `insecure_context`, as {@link computeCodeChallenge} would after all the work before it. */
export function requireWebCrypto(): SubtleCrypto {
  // The type says it is always there; browsers leave it out on insecure origins.
  const subtle: SubtleCrypto | undefined = crypto.subtle;
  if (!subtle) throw new OAuthError('insecure_context');
  return subtle;
}

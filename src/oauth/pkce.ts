import { encodeBase64Url, utf8 } from './base64url.ts';
import { OAuthError } from './errors.ts';
import type { Platform } from './platform.ts';

/**
 * Creates a code verifier: 32 random octets as 43 characters of base64url (RFC 7636 §4.1). Every sign-in has a new
 * verifier, which leaves this tab only in the token request.
 */
export function createCodeVerifier(platform: Pick<Platform, 'randomBytes'>): string {
  return encodeBase64Url(platform.randomBytes(32));
}

/**
 * Computes the S256 code challenge of a verifier: BASE64URL(SHA256(ASCII(code_verifier))) (RFC 7636 §4.2). There is
 * no code path for `plain`.
 *
 * @throws OAuthError `insecure_context` when WebCrypto is missing, as on a plain http page outside localhost.
 */
export async function computeCodeChallenge(codeVerifier: string): Promise<string> {
  return encodeBase64Url(await requireWebCrypto().digest('SHA-256', utf8(codeVerifier)));
}

/** Returns BASE64URL(SHA256(UTF8(text))). @throws OAuthError `insecure_context`. */
export async function sha256(text: string): Promise<string> {
  return encodeBase64Url(await requireWebCrypto().digest('SHA-256', utf8(text)));
}

/** Called before a sign-in sends requests. @throws OAuthError `insecure_context`. */
export function requireWebCrypto(): SubtleCrypto {
  // On insecure origins, browsers have no `crypto.subtle`, although the type says that it exists.
  const subtle: SubtleCrypto | undefined = crypto.subtle;
  if (!subtle) throw new OAuthError('insecure_context');
  return subtle;
}

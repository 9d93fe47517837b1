import { createHash, randomBytes } from 'node:crypto';

/** The code verifier, in Node (RFC 7636 §4.1). */
export function createCodeVerifierInNode(): string {
  return randomBytes(32).toString('base64url');
}

/** The code challenge, in Node (RFC 7636 §4.2). */
export function computeCodeChallengeInNode(codeVerifier: string): string {
  return createHash('sha256').update(codeVerifier).digest('base64url');
}

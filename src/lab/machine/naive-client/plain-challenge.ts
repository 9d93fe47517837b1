import { createCodeVerifier } from '../../../oauth/index.ts';

/**
 * WRONG: the verifier is sent as the challenge, and no method is named.
 * Right, in `src/oauth/authorization-request.ts`: the challenge is the SHA-256, and the request names S256.
 */
export function plainRequest({ searchParams }: URL): void {
  const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));
  searchParams.set('code_challenge', createCodeVerifier({ randomBytes }));
  searchParams.delete('code_challenge_method');
}

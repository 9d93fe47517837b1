import { weakVerifier } from '../../../machine/naive-client/weak-verifier.ts';

/** How far a search has come. */
export interface SearchProgress {
  tried: number;
  elapsedMs: number;
}

/** How many hashes are asked for at once: enough to keep the machine busy, few enough to stop soon. */
const BATCH = 512;

/**
 * Hashes one candidate after the other until one gives the challenge, as whoever read the authorization
 * request can (RFC 7636 §7.1). Lets go of the thread between batches.
 *
 * @param bits how many bits of the verifier are unknown.
 * @returns the verifier; `undefined` when none of the candidates fits, or when it was stopped.
 */
export async function searchVerifier(
  challenge: string,
  bits: number,
  {
    onProgress = () => {},
    stopped = () => false,
  }: { onProgress?(progress: SearchProgress): void; stopped?(): boolean } = {},
): Promise<string | undefined> {
  const wanted = octetsOf(challenge);
  const candidates = 2 ** bits;
  const startedMs = performance.now();
  for (let first = 0; first < candidates && !stopped(); first += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, candidates - first) }, (_, index) => first + index);
    const hits = await Promise.all(numbers.map((number) => hashesTo(weakVerifier(number), wanted)));
    const hit = hits.indexOf(true);
    onProgress({ tried: first + numbers.length, elapsedMs: performance.now() - startedMs });
    if (hit >= 0) return weakVerifier(first + hit);
  }
  return undefined;
}

const encoder = new TextEncoder();

async function hashesTo(verifier: string, wanted: Uint8Array): Promise<boolean> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(verifier)));
  return digest.every((octet, index) => octet === wanted[index]);
}

function octetsOf(challenge: string): Uint8Array {
  const base64 = challenge.replaceAll('-', '+').replaceAll('_', '/');
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

import { weakVerifier } from '../../../machine/naive-client/weak-verifier.ts';

export interface SearchProgress {
  tried: number;
  elapsedMs: number;
}

/** The number of concurrent hashes: enough to keep the machine busy, few enough to stop soon. */
const BATCH = 512;

/**
 * Hashes candidates until one matches the challenge (RFC 7636 §7.1). Yields the thread between batches.
 *
 * @param bits the number of unknown bits of the verifier.
 * @returns the verifier; `undefined` if no candidate matches, or if the search was stopped.
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

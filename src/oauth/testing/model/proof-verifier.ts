import type { Proof } from './proof.ts';

/** Why a server refuses a proof (RFC 9449 §5, §7.1, §8). */
export type ProofRefusal = 'invalid_dpop_proof' | 'use_dpop_nonce';

/** One origin that demands proofs with its newest nonce, each once. */
export interface ProofVerifier {
  /** The newest nonce, which every response supplies. */
  nonce(): string;
  /** Demands another nonce of each of the next requests, as many as `times`. */
  rotate(times: number): void;
  /** Whether this origin has ever supplied a nonce. */
  hasSupplied(nonce: string): boolean;
  /** Accepts a proof, so that it cannot be used again, or refuses it. What it is for, the rules check as it is sent. */
  refusal(proof: Proof | undefined): ProofRefusal | undefined;
}

/** A proof may be on its way for a minute, and be as far ahead. */
const LIFETIME_S = 60;

export function createProofVerifier(origin: string, now: () => number): ProofVerifier {
  const accepted = new Set<string>();
  let rotations = 0;
  let ahead = 0;
  const nonceAt = (rotation: number) => `nonce-${rotation}-of-${origin}`;
  return {
    nonce: () => nonceAt(rotations),
    rotate(times) {
      ahead = times;
    },
    hasSupplied: (nonce) => nonce.endsWith(`-of-${origin}`),
    refusal(proof) {
      if (ahead) {
        ahead -= 1;
        rotations += 1;
      }
      if (!proof || accepted.has(proof.jti)) return 'invalid_dpop_proof';
      if (Math.abs(now() / 1000 - proof.iat) > LIFETIME_S) return 'invalid_dpop_proof';
      if (proof.nonce !== nonceAt(rotations)) return 'use_dpop_nonce';
      accepted.add(proof.jti);
      return undefined;
    },
  };
}

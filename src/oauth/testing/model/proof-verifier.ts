import type { Proof } from './proof.ts';

/** Why a server refuses a proof (RFC 9449 §5, §7.1, §8). */
export type ProofRefusal = 'invalid_dpop_proof' | 'use_dpop_nonce';

/** One origin that demands proofs with its newest nonce, and accepts each proof once. */
export interface ProofVerifier {
  /** The newest nonce, which every response supplies. */
  nonce(): string;
  /** Demands a new nonce at each of the next `times` requests. */
  rotate(times: number): void;
  /** Whether this origin has ever supplied a nonce. */
  hasSupplied(nonce: string): boolean;
  /** Accepts a proof once, or refuses it. `proof-rules.ts` checks its other claims. */
  refusal(proof: Proof | undefined): ProofRefusal | undefined;
}

/** A proof may be a minute old, or a minute ahead of the clock. */
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

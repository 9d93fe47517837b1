/** Why a server refuses a proof: the checks of RFC 9449 §4.3, and the protection against replay of §11.1. */
export const PROOF_REJECTIONS = [
  'missing DPoP proof',
  'several DPoP proofs',
  'malformed DPoP proof',
  'DPoP proof without a required claim',
  'wrong typ of the DPoP proof',
  'unsupported alg of the DPoP proof',
  'private key in the DPoP proof',
  'unsupported jwk of the DPoP proof',
  'DPoP signature does not match',
  'DPoP htm does not match',
  'DPoP htu does not match',
  'missing DPoP nonce',
  'unknown DPoP nonce',
  'DPoP iat too old',
  'DPoP iat in the future',
  'missing DPoP ath',
  'DPoP ath does not match',
  'DPoP proof used before',
] as const;

export type ProofRejection = (typeof PROOF_REJECTIONS)[number];

/** Why a token and the key of a request do not belong together (RFC 9449 §7.1, §7.2). */
const BINDING_REJECTIONS = [
  'token bound to another key',
  'bound token without its scheme',
  'token bound to no key',
] as const;

export type BindingRejection = (typeof BINDING_REJECTIONS)[number];

/** Why a resource server refuses a request because of DPoP. */
export const DPOP_REJECTIONS = [...PROOF_REJECTIONS, ...BINDING_REJECTIONS] as const;

export type DpopRejection = (typeof DPOP_REJECTIONS)[number];

const NEEDS_NONCE: readonly string[] = [
  'missing DPoP nonce',
  'unknown DPoP nonce',
] satisfies ProofRejection[];

export function isProofRejection(reason: string): reason is ProofRejection {
  return PROOF_REJECTIONS.some((known) => known === reason);
}

/** The error code that the client gets for a refused proof (RFC 9449 §5, §8). */
export function proofError(rejection: ProofRejection): 'use_dpop_nonce' | 'invalid_dpop_proof' {
  return NEEDS_NONCE.includes(rejection) ? 'use_dpop_nonce' : 'invalid_dpop_proof';
}

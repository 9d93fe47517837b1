/** A server that may promise to verify proofs. */
export type DpopServer = 'authorization server' | 'MCP server';

/** What a server says about nonces (RFC 9449 §8): `hidden` if it demands a nonce that this page may not read. */
export type NonceSeen = 'demanded' | 'supplied' | 'hidden';

/** The flaws of proofs, in the order of the checks of RFC 9449 §4.3. A wrong proof has only one of them. */
export type ProofFlaw =
  | 'two proofs'
  | 'no JWT'
  | 'no jti'
  | 'no htm'
  | 'no htu'
  | 'no iat'
  | 'wrong typ'
  | 'alg none'
  | 'wrong signature'
  | 'private key'
  | 'wrong htm'
  | 'wrong htu'
  | 'no nonce'
  | 'unknown nonce'
  | 'old iat'
  | 'future iat'
  | 'no ath'
  | 'wrong ath'
  | 'another key';

/** The proof in a request. `used before` sends the latest right proof again. */
export type ProofKind = 'right' | 'none' | 'used before' | ProofFlaw;

/** How a call presents a bound token. `as bearer` presents it with the scheme Bearer and without a proof. */
export type CallKind = ProofKind | 'as bearer';

/** The flaws that a token endpoint can detect. The first token request may have any key, so its key is no flaw. */
export const TOKEN_FLAWS = [
  'two proofs',
  'no JWT',
  'no jti',
  'no htm',
  'no htu',
  'no iat',
  'wrong typ',
  'alg none',
  'wrong signature',
  'private key',
  'wrong htm',
  'wrong htu',
  'no nonce',
  'unknown nonce',
  'old iat',
  'future iat',
] as const satisfies readonly ProofFlaw[];
export type TokenFlaw = (typeof TOKEN_FLAWS)[number];

/** The calls that an MCP server must refuse, all with the same bound token. */
export const CALL_FLAWS = [
  'none',
  'as bearer',
  ...TOKEN_FLAWS,
  'no ath',
  'wrong ath',
  'another key',
] as const satisfies readonly CallKind[];
export type CallFlaw = (typeof CALL_FLAWS)[number];

/** Flaws that concern only the nonce. A server that sends no nonce is not tested with these flaws. */
export const NONCE_FLAWS: readonly CallKind[] = ['no nonce', 'unknown nonce'] satisfies ProofFlaw[];

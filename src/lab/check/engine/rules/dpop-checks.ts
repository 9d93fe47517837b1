import { SPEC, type SpecReference } from '../../../machine/spec-references.ts';
import type { CallFlaw, TokenFlaw } from '../probes/dpop/flaws.ts';
import type { Breach } from './refused-request.ts';

/** A check that a server must make on a proof. */
export interface ProofCheck<Flaw extends string> extends Breach {
  name: string;
  /** Completes “refuses …”. */
  what: string;
  flaws: readonly Flaw[];
  clause: SpecReference;
}

/** The checks of RFC 9449 §4.3 in their order, for both servers. Other rules judge times, nonces and replays. */
export const CHECKS: readonly ProofCheck<TokenFlaw>[] = [
  {
    name: 'one',
    what: 'a header that is not one proof',
    flaws: ['two proofs', 'no JWT'],
    clause: SPEC.dpopProof,
    saw: 'It accepted a DPoP header that is not one JWT',
    say: 'Refuse a request with more than one DPoP header, and a header that is no JWT.',
  },
  {
    name: 'claims',
    what: 'a proof without a required claim',
    flaws: ['no jti', 'no htm', 'no htu', 'no iat'],
    clause: SPEC.dpopProof,
    saw: 'It accepted a proof without a required claim',
    say: 'Require jti, htm, htu and iat in every proof.',
  },
  {
    name: 'typ',
    what: 'another kind of JWT as a proof',
    flaws: ['wrong typ'],
    clause: SPEC.dpopProof,
    saw: 'It accepted a proof whose typ is JWT',
    say: 'Require typ to be dpop+jwt, so that no other signed JWT can serve as a proof.',
  },
  {
    name: 'signature',
    what: 'a proof that its key did not sign',
    flaws: ['alg none', 'wrong signature'],
    clause: SPEC.dpopProof,
    saw: 'It accepted a proof that the key in its header did not sign',
    say: 'Accept asymmetric algorithms only, and verify the signature with the key in jwk.',
  },
  {
    name: 'private-key',
    what: 'a proof with a private key',
    flaws: ['private key'],
    clause: SPEC.dpopProof,
    saw: 'It accepted a proof whose jwk contains the private key',
    say: 'Refuse a proof whose jwk has a private member, such as d: with it, a reader of the proof can make other proofs.',
  },
  {
    name: 'htm',
    what: 'a proof for another method',
    flaws: ['wrong htm'],
    clause: SPEC.dpopProof,
    saw: 'It accepted a proof for GET with a POST',
    say: 'Compare htm with the method of the request.',
  },
  {
    name: 'htu',
    what: 'a proof for another address',
    flaws: ['wrong htu'],
    clause: SPEC.dpopProof,
    saw: 'It accepted a proof for another path of its origin',
    say: 'Compare htu with the URI of the request, without query and fragment. Behind a proxy, use the public address.',
  },
];

export const NONCE: ProofCheck<TokenFlaw> = {
  name: 'nonce',
  what: 'a proof without the nonce that it demands',
  flaws: ['no nonce', 'unknown nonce'],
  clause: SPEC.dpopNonce,
  saw: 'It gives out nonces, but accepted a proof without the right nonce',
  say: 'Where a nonce was given out, accept a proof only with a recent one, and answer use_dpop_nonce otherwise.',
};

export const AGE: ProofCheck<TokenFlaw> = {
  name: 'age',
  what: 'a proof from another day',
  flaws: ['old iat', 'future iat'],
  clause: SPEC.dpopReplay,
  saw: 'It accepted a proof whose iat is a day in the past or in the future',
  say: 'Accept an iat within seconds or minutes of now, or demand a nonce.',
};

/** The checks that need an access token. */
export const TOKEN_CHECKS: readonly ProofCheck<CallFlaw>[] = [
  {
    name: 'missing',
    what: 'a bound token without a proof',
    flaws: ['none'],
    clause: SPEC.dpopResource,
    saw: 'It accepted a bound token without a proof',
    say: 'Require a valid proof beside every token with the scheme DPoP.',
  },
  {
    name: 'bearer',
    what: 'a bound token as a bearer token',
    flaws: ['as bearer'],
    clause: SPEC.dpopDowngrade,
    saw: 'It accepted a bound token with the scheme Bearer, as a thief without the key would send it',
    say: 'Accept a token with cnf.jkt only with the scheme DPoP and a proof of that key.',
  },
  {
    name: 'ath',
    what: 'a proof for another token',
    flaws: ['no ath', 'wrong ath'],
    clause: SPEC.dpopProof,
    saw: 'It accepted a proof that does not name the token',
    say: 'Compare ath with the hash of the access token.',
  },
  {
    name: 'key',
    what: 'a bound token with a proof of another key',
    flaws: ['another key'],
    clause: SPEC.dpopResource,
    saw: 'It accepted the token with a proof of a key that the token is not bound to',
    say: 'Compare the thumbprint of the key in the proof with cnf.jkt of the token.',
  },
];

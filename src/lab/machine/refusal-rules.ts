import type { Rejection } from '../../mocks/authorization-server/rejections.ts';
import type { TokenRejection } from '../../mocks/resource-server/presented-token.ts';
import { SPEC, type SpecReference } from './spec-references.ts';

type Reason = Rejection['reason'] | TokenRejection | 'insufficient scope';

/**
 * The rule behind a refusal, by the reason in the server's private log. A reason without a rule is a policy of the
 * server.
 */
const REFUSAL_RULES: Partial<Record<Reason, SpecReference>> = {
  'duplicate parameter': SPEC.parameterOnce,
  'unknown client': SPEC.authorizationError,
  'missing redirect_uri': SPEC.authorizationError,
  'unregistered redirect_uri': SPEC.exactRedirectUri,
  'client metadata document not accepted': SPEC.mcpRegistration,
  'missing response_type': SPEC.authorizationError,
  'unsupported response_type': SPEC.authorizationError,
  'missing code_challenge': SPEC.challengeError,
  'malformed code_challenge': SPEC.challenge,
  'unsupported code_challenge_method': SPEC.challengeError,
  'unknown resource': SPEC.resource,
  'resource not granted': SPEC.resource,
  'no known scope': SPEC.scope,
  'scope not granted': SPEC.refresh,
  'denied by the person': SPEC.authorizationError,
  'client authentication failed': SPEC.clientAuthenticationAtToken,
  'several client authentications': SPEC.clientSecret,
  'client_id differs from the authentication': SPEC.clientSecret,
  'missing parameter': SPEC.tokenRequest,
  'unsupported grant_type': SPEC.tokenError,
  'grant_type not registered': SPEC.tokenError,
  'unknown code': SPEC.tokenError,
  'expired code': SPEC.codeOnce,
  'code of another client': SPEC.tokenRequest,
  'redirect_uri changed': SPEC.tokenRequest,
  'missing code_verifier': SPEC.verifierSent,
  'malformed code_verifier': SPEC.verifier,
  'code_verifier does not match': SPEC.verifierCompared,
  'code_verifier without challenge': SPEC.downgrade,
  'code used before': SPEC.codeOnce,
  'unknown refresh token': SPEC.tokenError,
  'refresh token of another client': SPEC.refresh,
  'refresh token used before': SPEC.rotation,
  'refresh token expired': SPEC.tokenError,
  'grant revoked': SPEC.tokenError,
  'missing DPoP proof': SPEC.dpopToken,
  'several DPoP proofs': SPEC.dpopProof,
  'malformed DPoP proof': SPEC.dpopProof,
  'DPoP proof without a required claim': SPEC.dpopProof,
  'wrong typ of the DPoP proof': SPEC.dpopProof,
  'unsupported alg of the DPoP proof': SPEC.dpopProof,
  'private key in the DPoP proof': SPEC.dpopProof,
  'unsupported jwk of the DPoP proof': SPEC.dpopProof,
  'DPoP signature does not match': SPEC.dpopProof,
  'DPoP htm does not match': SPEC.dpopProof,
  'DPoP htu does not match': SPEC.dpopProof,
  'missing DPoP nonce': SPEC.dpopNonce,
  'unknown DPoP nonce': SPEC.dpopNonce,
  'DPoP iat too old': SPEC.dpopProof,
  'DPoP iat in the future': SPEC.dpopProof,
  'missing DPoP ath': SPEC.dpopProof,
  'DPoP ath does not match': SPEC.dpopProof,
  'DPoP proof used before': SPEC.dpopReplay,
  'malformed dpop_jkt': SPEC.dpopCode,
  'code bound to another key': SPEC.dpopCode,
  'refresh token bound to another key': SPEC.dpopToken,
  'token bound to another key': SPEC.dpopResource,
  'bound token without its scheme': SPEC.dpopDowngrade,
  'token bound to no key': SPEC.dpopResource,
  'no token': SPEC.challengeHeader,
  'malformed token': SPEC.bearerErrors,
  'bad signature': SPEC.bearerErrors,
  'wrong type': SPEC.accessTokenType,
  'wrong issuer': SPEC.bearerErrors,
  'wrong audience': SPEC.mcpAudience,
  expired: SPEC.bearerErrors,
  revoked: SPEC.bearerErrors,
  'not active': SPEC.introspection,
  'insufficient scope': SPEC.bearerErrors,
};

/** The clause behind a refusal, by the reason as a server writes it down. */
export function refusalRule(reason: string): SpecReference | undefined {
  return Object.entries(REFUSAL_RULES).find(([known]) => known === reason)?.[1];
}

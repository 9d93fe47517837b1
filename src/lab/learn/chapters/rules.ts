import type { Rejection } from '../../../mocks/authorization-server/rejections.ts';
import type { BearerRejection } from '../../../mocks/resource-server/bearer.ts';
import type { OAuthErrorCode } from '../../../oauth/index.ts';
import { SPEC, type SpecReference } from '../../machine/spec-references.ts';

/** The clause behind a refusal of the authorization server. A reason without one is the server's policy. */
export const SERVER_RULES: Partial<Record<Rejection['reason'], SpecReference>> = {
  'duplicate parameter': SPEC.authorizationRequest,
  'unknown client': SPEC.authorizationRequest,
  'missing redirect_uri': SPEC.redirectUri,
  'unregistered redirect_uri': SPEC.exactRedirectUri,
  'missing response_type': SPEC.authorizationRequest,
  'missing code_challenge': SPEC.noPlain,
  'malformed code_challenge': SPEC.challenge,
  'unsupported code_challenge_method': SPEC.challengeMethod,
  'unknown resource': SPEC.resource,
  'no known scope': SPEC.scope,
  'client authentication failed': SPEC.clientSecret,
  'missing parameter': SPEC.tokenRequest,
  'unknown code': SPEC.tokenError,
  'expired code': SPEC.codeOnce,
  'code of another client': SPEC.tokenRequest,
  'redirect_uri changed': SPEC.tokenRequest,
  'missing code_verifier': SPEC.verifierSent,
  'malformed code_verifier': SPEC.verifier,
  'code_verifier does not match': SPEC.verifierCompared,
  'code_verifier without challenge': SPEC.downgrade,
  'resource not granted': SPEC.resource,
  'code used before': SPEC.codeOnce,
  'unknown refresh token': SPEC.tokenError,
  'refresh token of another client': SPEC.refresh,
  'refresh token used before': SPEC.rotation,
  'grant revoked': SPEC.rotation,
};

/** The clause behind a refusal of the MCP server. */
export const BEARER_RULES: Record<BearerRejection, SpecReference> = {
  'no token': SPEC.challengeHeader,
  'malformed token': SPEC.bearerErrors,
  'bad signature': SPEC.bearerErrors,
  'wrong type': SPEC.bearerErrors,
  'wrong issuer': SPEC.bearerErrors,
  'wrong audience': SPEC.mcpAudience,
  expired: SPEC.bearerErrors,
  revoked: SPEC.bearerErrors,
};

/** The clause by which the client stopped. */
export const CLIENT_RULES: Partial<Record<OAuthErrorCode, SpecReference>> = {
  unknown_state: SPEC.state,
  response_issuer_missing: SPEC.issuer,
  response_issuer_mismatch: SPEC.issuer,
};

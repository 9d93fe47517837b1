import type { OAuthErrorCode } from '../../../oauth/index.ts';
import { SPEC, type SpecReference } from '../../machine/spec-references.ts';

/** The clause by which the client stopped. */
export const CLIENT_RULES: Partial<Record<OAuthErrorCode, SpecReference>> = {
  unknown_state: SPEC.state,
  response_issuer_missing: SPEC.issuer,
  response_issuer_mismatch: SPEC.issuer,
  id_token_invalid: SPEC.idTokenValidation,
};

import type { OAuthErrorCode } from '../../../oauth/index.ts';
import { SPEC, type SpecReference } from '../../machine/spec-references.ts';

/** The clause that tells the client to stop, for each error. */
export const CLIENT_RULES: Partial<Record<OAuthErrorCode, SpecReference>> = {
  unknown_state: SPEC.state,
  response_issuer_missing: SPEC.issuer,
  response_issuer_mismatch: SPEC.issuer,
  id_token_invalid: SPEC.idTokenValidation,
};

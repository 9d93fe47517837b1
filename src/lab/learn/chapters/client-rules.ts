import type { OAuthErrorCode } from '../../../oauth/index.ts';
import { SPEC, type SpecReference } from '../../machine/spec-references.ts';

/** For each error: the clause that tells the client to stop. */
export const CLIENT_RULES: Partial<Record<OAuthErrorCode, SpecReference>> = {
  unknown_state: SPEC.state,
  response_issuer_missing: SPEC.issuer,
  response_issuer_mismatch: SPEC.issuer,
  id_token_invalid: SPEC.idTokenValidation,
};

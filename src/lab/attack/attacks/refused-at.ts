import type { Attack, SourceFunction } from './attack.ts';

/** The function that makes each refusal, by the string that identifies the refusal in the source. */
export const REFUSED_AT: Readonly<Record<string, SourceFunction>> = {
  'unregistered redirect_uri': {
    file: 'mocks/authorization-server/authorization-request.ts',
    name: 'findRecipient',
  },
  'missing code_challenge': {
    file: 'mocks/authorization-server/authorization-request.ts',
    name: 'checkRequest',
  },
  'unknown resource': { file: 'mocks/authorization-server/authorization-request.ts', name: 'checkRequest' },
  'missing code_verifier': { file: 'mocks/authorization-server/check-pkce.ts', name: 'checkPkce' },
  'code_verifier does not match': { file: 'mocks/authorization-server/check-pkce.ts', name: 'checkPkce' },
  'code used before': { file: 'mocks/authorization-server/token.ts', name: 'exchange' },
  'refresh token used before': { file: 'mocks/authorization-server/token.ts', name: 'refresh' },
  'code bound to another key': { file: 'mocks/authorization-server/token.ts', name: 'exchange' },
  'refresh token bound to another key': { file: 'mocks/authorization-server/token.ts', name: 'refresh' },
  'unknown DPoP nonce': { file: 'mocks/dpop/verify-proof.ts', name: 'claimRejection' },
  'DPoP proof used before': { file: 'mocks/dpop/verify-proof.ts', name: 'claimRejection' },
  'token bound to another key': {
    file: 'mocks/resource-server/presented-token.ts',
    name: 'provenTokenRejection',
  },
  unknown_state: { file: 'oauth/authorization-response.ts', name: 'validateAuthorizationResponse' },
  response_issuer_mismatch: { file: 'oauth/authorization-response.ts', name: 'checkIssuer' },
  id_token_invalid: { file: 'oauth/id-token.ts', name: 'readIdToken' },
};

/**
 * Returns the function that refused the attack, and a part of the line that refuses; `undefined` if the reason of the
 * refusal is not in the list, for example because the learner changed a message.
 */
export function refusalSource(
  { refusal }: Attack,
  sourceString: string | undefined,
): (SourceFunction & { line?: string | undefined }) | undefined {
  if (sourceString === undefined) return refusal;
  const found = REFUSED_AT[sourceString];
  return found && { ...found, line: `'${sourceString}'` };
}

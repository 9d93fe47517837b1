import type { Attack, SourceFunction } from './attack.ts';

/** Where each refusal that an attack may meet stands in the source, by what the source calls it. */
export const REFUSED_AT: Readonly<Record<string, SourceFunction>> = {
  'unregistered redirect_uri': { file: 'mocks/authorization-server/authorize.ts', name: 'findRecipient' },
  'missing code_challenge': {
    file: 'mocks/authorization-server/authorization-request.ts',
    name: 'checkRequest',
  },
  'unknown resource': { file: 'mocks/authorization-server/authorization-request.ts', name: 'checkRequest' },
  'missing code_verifier': { file: 'mocks/authorization-server/token.ts', name: 'checkPkce' },
  'code_verifier does not match': { file: 'mocks/authorization-server/token.ts', name: 'checkPkce' },
  'code used before': { file: 'mocks/authorization-server/token.ts', name: 'exchange' },
  'refresh token used before': { file: 'mocks/authorization-server/token.ts', name: 'refresh' },
  unknown_state: { file: 'oauth/authorization-response.ts', name: 'validateAuthorizationResponse' },
  response_issuer_mismatch: { file: 'oauth/authorization-response.ts', name: 'checkIssuer' },
  id_token_invalid: { file: 'oauth/id-token.ts', name: 'readIdToken' },
};

/** The function that refused, and the text of the line that did. */
export function refusalSource(
  { refusal }: Attack,
  said: string | undefined,
): SourceFunction & { line?: string | undefined } {
  const found = said === undefined ? undefined : REFUSED_AT[said];
  return found ? { ...found, line: `'${said}'` } : refusal;
}

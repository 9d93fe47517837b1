import type { RunOptions } from '../../machine/run/run.ts';

export type Defence =
  | 'PKCE'
  | 'state'
  | 'nonce'
  | 'iss'
  | 'exact redirect URI'
  | 'one-use codes'
  | 'rotation'
  | 'audience'
  | 'TLS'
  | 'audit'
  | 'own-origin return'
  | 'random verifier'
  | 'clean address'
  | 'record per tab'
  | 'tab lock'
  | 'no framing'
  | 'DPoP'
  | 'one-use proofs'
  | 'server nonce'
  | 'non-extractable key';

export const DEFENCES: Readonly<Record<Defence, string>> = {
  PKCE: 'The client sends the hash of a fresh verifier (S256); the server requires the hash, and compares it with the verifier.',
  state: 'The client accepts a response only with a state that this tab issued.',
  nonce: 'The ID token must contain the nonce of this authorization request.',
  iss: 'The server names itself in its response, and the client compares this name with the expected issuer.',
  'exact redirect URI': 'The server compares redirect URIs as strings.',
  'one-use codes': 'A reused code is refused, and its tokens are revoked.',
  rotation:
    'The server replaces a refresh token at every use, and ends the grant if a replaced token is used again.',
  audience: 'A token is for one resource, and the resource accepts no other token.',
  TLS: 'Traffic between two machines is encrypted.',
  audit: 'Both servers log who did what.',
  'own-origin return': 'After a sign-in, the client returns only to a path of its own origin.',
  'random verifier': 'The verifier is 32 octets from the system’s source of randomness.',
  'clean address':
    'The client removes the code from the URL as soon as it starts; its pages send no Referer.',
  'record per tab': 'Each sign-in has its own record, in the storage of its tab.',
  'tab lock': 'A tab holds a lock on its id, so that a copy can detect that it is a copy.',
  'no framing': 'The server’s pages refuse to be shown in a frame.',
  DPoP: 'Codes and tokens are bound to a key of the client, and the client proves this key with every request.',
  'one-use proofs': 'The servers remember each DPoP proof, and accept it once.',
  'server nonce': 'The servers demand their latest nonce in each DPoP proof.',
  'non-extractable key':
    'The browser lets scripts use the private key of DPoP, but never exports the key to a script.',
};

/** Every defence, beginning with the defences of the protocol. */
export const ALL_DEFENCES = Object.keys(DEFENCES) as readonly Defence[];

/** Defences that are on only in the defended scenario of an attack that is about these defences. */
export const NOT_BY_DEFAULT: readonly Defence[] = ['DPoP'];

/** The defences that the question after an attack asks about. */
const QUESTION_DEFENCES = [
  'PKCE',
  'state',
  'nonce',
  'iss',
  'exact redirect URI',
  'rotation',
  'audience',
  'DPoP',
  'TLS',
  'audit',
] as const satisfies readonly Defence[];

/** The parts of DPoP. Without DPoP, no part has an effect. */
const PARTS_OF_DPOP = [
  'one-use proofs',
  'server nonce',
  'non-extractable key',
] as const satisfies readonly Defence[];

export type AskedDefence = (typeof QUESTION_DEFENCES)[number] | (typeof PARTS_OF_DPOP)[number];

/** The defences to ask about after an attack. If the attack presupposes DPoP, the list has the parts of DPoP. */
export function defencesAskedAbout(presupposes: readonly Defence[] = []): readonly AskedDefence[] {
  if (!presupposes.includes('DPoP')) return QUESTION_DEFENCES;
  return QUESTION_DEFENCES.flatMap((defence) => (defence === 'DPoP' ? PARTS_OF_DPOP : [defence]));
}

/** The defences that only a run in real windows can show. */
export const NEED_WINDOWS: readonly Defence[] = ['clean address', 'record per tab', 'tab lock', 'no framing'];

type ServerSettings = Pick<RunOptions, 'checkAudience' | 'audit'> & {
  policy: NonNullable<RunOptions['policy']>;
};

export function serversWith(on: (defence: Defence) => boolean): ServerSettings {
  return {
    policy: {
      ...(!on('PKCE') && { pkceRequired: false, plainAllowed: true, downgradeRefused: false }),
      ...(!on('iss') && { issInResponses: false }),
      ...(!on('exact redirect URI') && { redirectUriMatching: 'prefix' }),
      ...(!on('one-use codes') && { codeSingleUse: false }),
      ...(!on('rotation') && { refreshTokenRotation: false, refreshReuseDetection: false }),
      ...(!on('audience') && { audienceRestriction: false }),
      ...(!on('no framing') && { framing: 'allowed' }),
      ...(on('DPoP') && { dpop: 'required' }),
      ...(!on('one-use proofs') && { dpopProofUnchecked: 'jti' }),
      ...(!on('server nonce') && { dpopNonces: false }),
    },
    checkAudience: on('audience'),
    audit: on('audit'),
  };
}

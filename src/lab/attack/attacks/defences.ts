import type { RunOptions } from '../../machine/run/run.ts';

/** Something that could stop an attack, and can be switched on and off where attacks are played. */
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
  | 'no framing';

/** What a defence does, in one sentence, by the name it goes by everywhere. */
export const DEFENCES: Readonly<Record<Defence, string>> = {
  PKCE: 'The client sends the hash of a fresh verifier (S256), the server requires it and compares.',
  state: 'The client takes an answer only with a state that this tab issued.',
  nonce: 'The ID token must name the nonce of this very request.',
  iss: 'The server says in its answer who it is, and the client compares.',
  'exact redirect URI': 'The server compares redirect URIs as strings.',
  'one-use codes': 'A code that comes back is refused, and what it bought is revoked.',
  rotation: 'A refresh token is replaced at every use, and one that comes back ends the grant.',
  audience: 'A token is for one resource, and the resource takes no other.',
  TLS: 'What passes between two machines is sealed.',
  audit: 'Both servers write down who did what.',
  'own-origin return': 'After signing in the client goes to a path of its own, and nowhere else.',
  'random verifier': 'The verifier is 32 octets from the system’s source of randomness.',
  'clean address':
    'The client takes the code out of the address before anything else runs; its pages send no Referer.',
  'record per tab': 'Each sign-in has a record of its own, in the storage of its tab.',
  'tab lock': 'A tab holds a lock on its identity, so that a copy knows that it is one.',
  'no framing': 'The server’s pages refuse to be shown in a frame.',
};

/** Every defence, the ones of the protocol first. */
export const ALL_DEFENCES = Object.keys(DEFENCES) as readonly Defence[];

/** The eight that the question after each attack is about. */
export const ASKED_ABOUT = [
  'PKCE',
  'state',
  'iss',
  'exact redirect URI',
  'rotation',
  'audience',
  'TLS',
  'audit',
] as const satisfies readonly Defence[];

/** The defences that need a window of the browser: no run without one shows them. */
export const OF_REAL_DOCUMENTS: readonly Defence[] = [
  'clean address',
  'record per tab',
  'tab lock',
  'no framing',
];

type ServerSettings = Pick<RunOptions, 'checkAudience' | 'audit'> & {
  policy: NonNullable<RunOptions['policy']>;
};

/** The servers without the defences that are off: values of their policy, and nothing else. */
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
    },
    checkAudience: on('audience'),
    audit: on('audit'),
  };
}

export const CONSEQUENCES = [
  'every sign-in is refused',
  'a forged callback is accepted',
  'two tabs lose one of their sign-ins',
  'the person is sent on to another site',
  'a thief can guess the verifier',
] as const;

/** A function of the naive client with one wrong line. */
export interface WrongLine {
  name: string;
  /** The name of the file in `machine/naive-client`. */
  file: string;
  functionName: string;
  question: string;
  wrong: string;
  consequence: (typeof CONSEQUENCES)[number];
  why: string;
  /** A hint for a learner who found the line, but not its consequence. */
  ask: string;
  /** Why the other lines are right, by the beginning of each line. */
  right: Readonly<Record<string, string>>;
}

/** A line and its consequence, as a decision records them. */
export const writeFinding = (line: string, consequence: string): string => `${line} → ${consequence}`;

/** Three bugs that clients have had. */
export const WRONG_LINES: readonly WrongLine[] = [
  {
    name: 'the challenge',
    file: 'padded-challenge.ts',
    functionName: 'challengeOf',
    question: 'the wrong line of the challenge',
    wrong: 'return btoa(String.fromCharCode(...new Uint8Array(digest)));',
    consequence: 'every sign-in is refused',
    why: 'btoa makes plain base64, in which 32 octets always end with =. A challenge is base64url without padding (RFC 7636 §4.2), so no sign-in ever works.',
    ask: 'Think of the server: it writes its own hash as base64url without padding, and compares it with the challenge.',
    right: {
      'const octets': 'the octets of the verifier are hashed, and a verifier is ASCII (RFC 7636 §4.2).',
      'const digest': 'S256 is SHA-256, and the hash is not shortened.',
    },
  },
  {
    name: 'the callback',
    file: 'optional-state.ts',
    functionName: 'readResponse',
    question: 'the wrong line of the callback',
    wrong: "if (state && state !== kept.state) throw new Error('Not our sign-in.');",
    consequence: 'a forged callback is accepted',
    why: 'Without a state the comparison is skipped, and an attacker who forges a response sends no state.',
    ask: 'Think of a response that has no state at all.',
    right: {
      'const response': 'the response is in the query of the address.',
      'if (response.get(': 'a response that names another server, or none, is dropped (RFC 9207 §2.4).',
      'const state': 'a missing state gives null, which is not the mistake: the next line has to refuse it.',
      return: 'the caller needs the code, and the server refuses an empty code.',
    },
  },
  {
    name: 'the storage',
    file: 'shared-slot.ts',
    functionName: 'keepVerifier',
    question: 'the wrong line of the storage',
    wrong: "localStorage.setItem('pending-sign-in', record);",
    consequence: 'two tabs lose one of their sign-ins',
    why: 'All sign-ins in all tabs share one slot, so the second sign-in overwrites the verifier of the first.',
    ask: 'Think of a second sign-in that begins before the first has ended.',
    right: {
      'const createdAtMs': 'the time lets the client drop a sign-in that took too long.',
      'const record': 'the verifier has to be kept, with the state that it belongs to.',
    },
  },
];

export function reasonFor({ right }: WrongLine, line: string): string {
  const reason = Object.entries(right).find(([start]) => line.startsWith(start))?.[1];
  return reason === undefined ? 'This line decides nothing.' : `This line is right: ${reason}`;
}

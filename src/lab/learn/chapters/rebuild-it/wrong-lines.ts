/** A function of the naive client with one wrong line. */
export interface WrongLine {
  name: string;
  /** Below `machine/naive-client`. */
  file: string;
  functionName: string;
  question: string;
  wrong: string;
  why: string;
}

/** Three bugs of real clients. */
export const WRONG_LINES: readonly WrongLine[] = [
  {
    name: 'the challenge',
    file: 'padded-challenge.ts',
    functionName: 'paddedChallenge',
    question: 'the wrong line of the challenge',
    wrong: 'return btoa(String.fromCharCode(...new Uint8Array(digest)));',
    why: 'btoa produces +, / and =. A challenge is base64url without padding, and the server refuses anything else.',
  },
  {
    name: 'the callback',
    file: 'optional-state.ts',
    functionName: 'readResponse',
    question: 'the wrong line of the callback',
    wrong: "if (state && state !== kept.state) throw new Error('Not our sign-in.');",
    why: 'Without a state the comparison is skipped, and an attacker who forges a response sends no state.',
  },
  {
    name: 'the storage',
    file: 'shared-slot.ts',
    functionName: 'keepVerifier',
    question: 'the wrong line of the storage',
    wrong: "localStorage.setItem('pending-sign-in', record);",
    why: 'One slot for every sign-in in every tab: the second overwrites the verifier of the first.',
  },
];

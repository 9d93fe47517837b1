import type { Attempt } from '../attempt.ts';

export type ProbeId =
  | 'right-request'
  | 'wrong-verifier'
  | 'no-verifier'
  | 'replayed-code'
  | 'plain'
  | 'plain-by-omission'
  | 'no-challenge'
  | 'changed-redirect-uri'
  | 'changed-redirect-uri-at-token'
  | 'wrong-resource'
  | 'wrong-resource-at-token'
  | 'no-resource'
  | 'refresh'
  | 'late-code'
  | 'cookies';

/** One request that a probe makes after the answer. Which of them are made, and how they differ, is the probe. */
export type StepName =
  | 'right exchange'
  | 'deviating exchange'
  | 'exchange with a verifier'
  | 'same code again'
  | 'refresh'
  | 'old refresh token again'
  | 'new refresh token'
  | 'call'
  | 'call with the token in the query'
  | 'call with an altered token'
  | 'call with the ID token'
  | 'call with the deviating token'
  | 'revoke'
  | 'refresh after revocation'
  | 'MCP server with cookies'
  | 'token endpoint with cookies';

/** A lifetime in seconds as an answer has it: the number, or that it is none. */
export type Seconds = number | 'no number';

/** What a token answer says of its tokens. The tokens themselves are not in it. */
export interface TokenFacts {
  type?: string;
  expiresInS?: number;
  /** How long the refresh token may go unused, and how long what the person allowed lasts: members of a draft. */
  refreshTokenTimeout?: Seconds;
  authorizationExpiresIn?: Seconds;
  refreshToken: boolean;
  idToken: boolean;
  /** Of a JWT; absent for a token that only its server can read. */
  audience?: readonly string[];
}

/** What came of one step. */
export interface StepSeen extends Attempt {
  error?: string;
  /** Present when tokens came. */
  token?: TokenFacts;
}

/** What the authorization response said. The code itself is not in it. */
export interface AnswerSeen {
  exchangeId: number;
  code: boolean;
  /** It came to the redirect URI that is not registered. */
  atAnotherUri?: true;
  /** It was a refusal. */
  refused?: true;
  /** Its text; not kept of an answer that is not acted on. */
  error?: string;
  iss?: string;
  /** Why nothing of the answer is acted on (RFC 6749 §3.1, RFC 9207 §2.4). */
  notActedOn?: 'iss is missing' | 'iss is another one' | 'it is malformed';
}

/** What a person says they saw where no page of ours could look. */
export const PERSON_SAW = {
  refused: 'The server refused the request on a page of its own.',
  went: 'The server let me sign in, and then stayed on its own page.',
  other: 'Something else happened, or I came back by hand.',
} as const;
export type PersonSaw = keyof typeof PERSON_SAW;

/** What a probe brought to light. Plain data without a secret. */
export interface ProbeEvidence {
  /** `left`: the browser went to the server, and no answer has come yet. */
  stage: 'left' | 'answered' | 'no answer' | 'stopped';
  /** The message that led to the server; absent where none did. */
  requestId?: number;
  answer?: AnswerSeen;
  steps: Readonly<Partial<Record<StepName, StepSeen>>>;
  personSaw?: PersonSaw;
}

/** Tokens in memory, for as long as a probe runs. */
export interface Tokens {
  accessToken: string;
  refreshToken?: string;
  idToken?: string;
}

/** Changes to a request: another value, or `undefined` to leave a parameter out. */
export type Changes = Readonly<Record<string, string | undefined>>;

/** How long a code may live at most (RFC 6749 §4.1.2). */
export const LATEST_CODE_MS = 10 * 60_000;

/** What a probe may do once the answer is here. Each call is one step of its evidence. */
export interface Redemption {
  redirectUri: string;
  /** Sends the code to the token endpoint, as a client should but for the changes. */
  exchange(step: StepName, changes?: Changes): Promise<Tokens | undefined>;
  refresh(step: StepName, refreshToken: string | undefined): Promise<Tokens | undefined>;
  /** Asks the MCP server for its tools. */
  call(step: StepName, token: string | undefined, where?: 'header' | 'query'): Promise<void>;
  revoke(step: StepName, tokens: Tokens | undefined): Promise<void>;
  /** Asks both servers in a way that would send the cookies of this browser along. */
  askWithCookies(): Promise<void>;
  wait(ms: number): Promise<void>;
}

/** One deviation from the right request, and what it brings to light. */
export interface Probe {
  id: ProbeId;
  title: string;
  /** What will happen, for the person who has to agree to it. */
  does: string;
  /** How the authorization request differs. Absent: not at all. */
  request?(verifier: string, redirectUri: string): Changes;
  /** Done when a code came; for a probe that needs no sign-in, at once. */
  follow(redemption: Redemption): Promise<void>;
  /** Runs without leaving the page. */
  staysHere?: true;
}

import type { Attempt } from '../attempt.ts';
import type { CallFlaw, CallKind, DpopServer, NonceSeen, ProofKind, TokenFlaw } from './dpop/flaws.ts';

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
  | 'later-request'
  | 'cookies'
  | 'dpop-token-endpoint'
  | 'dpop-code'
  | 'dpop-refresh'
  | 'dpop-server';

/** One request that a probe sends after the authorization response. Each probe chooses its requests and changes. */
export type StepName =
  | 'right exchange'
  | 'deviating exchange'
  | 'exchange with a verifier'
  | 'same code again'
  | 'refresh'
  | 'second refresh'
  | 'old refresh token again'
  | 'old refresh token later'
  | 'new refresh token'
  | 'call'
  | 'call with the token in the query'
  | 'call with an altered token'
  | 'call with the ID token'
  | 'call with the deviating token'
  | 'call again'
  | 'call with an invalid token'
  | 'handshake with the token'
  | 'revoke'
  | 'refresh after revocation'
  | 'MCP server with cookies'
  | 'token endpoint with cookies'
  | 'MCP server afterwards'
  | 'token endpoint afterwards'
  | DpopStepName;

/** A step of a probe with proofs, named after the flaw of its proof. */
type DpopStepName =
  | 'request for a nonce'
  | 'token request'
  | 'token request again'
  | `token request, ${TokenFlaw | 'used before'}`
  | 'bound exchange'
  | `bound exchange, ${'none' | 'another key'}`
  | 'bound refresh'
  | `bound refresh, ${'none' | 'another key'}`
  | 'call with a proof'
  | 'call with a proof again'
  | `call, ${CallFlaw | 'used before'}`;

/** A lifetime in seconds from a token response; `no number` if the member is not a number. */
export type Seconds = number | 'no number';

/** Facts about the tokens of a token response, without the tokens. */
export interface TokenFacts {
  type?: string;
  expiresInS?: number;
  /** How long the refresh token may stay unused, and how long the authorization lasts: members of a draft. */
  refreshTokenTimeout?: Seconds;
  authorizationExpiresIn?: Seconds;
  refreshToken: boolean;
  /** Whether the refresh token in the response equals the refresh token in the request. */
  sameRefreshToken?: true;
  idToken: boolean;
  /** The audience of a JWT; absent for a token that only its server can read. */
  audience?: readonly string[];
  /** Whether the access token is encrypted (RFC 7516 §3.1). */
  encrypted?: true;
  /** Whether the access token is a JWT without a signature (RFC 7519 §6). */
  unsigned?: true;
  /** Whether the response is a form, and not JSON. */
  form?: true;
}

export interface StepSeen extends Attempt {
  error?: string;
  /** The description of the error; if it repeats a secret, only its words about a failure. */
  description?: string;
  /** Present if tokens were issued. */
  token?: TokenFacts;
  /** The path of a member that looks like the access token, but that clients do not read. */
  tokenAt?: string;
  /** Whether the response began a session, and this client could read the ID of that session. */
  session?: true;
  /** Whether the request had the header `DPoP`. */
  proof?: true;
  /** What the server said about nonces in this step. */
  nonce?: NonceSeen;
}

/** Facts about the authorization response, without the code. */
export interface ResponseSeen {
  exchangeId: number;
  code: boolean;
  /** Whether the server sent the response to the redirect URI that is not registered. */
  atAnotherUri?: true;
  refused?: true;
  /** The error code; absent if the client ignores the response. */
  error?: string;
  description?: string;
  iss?: string;
  /** The server refused the pushed request (RFC 9126 §2.3), so the browser did not leave the page. */
  atPush?: true;
  pushStatus?: number;
  /** The header `Retry-After` of the refused push. */
  retryAfter?: string;
  /** Whether the person changed the refused push. */
  edited?: true;
  /** Why the client ignores the response (RFC 6749 §3.1, RFC 9207 §2.4). */
  ignored?: 'iss is missing' | 'iss is wrong' | 'it is malformed';
}

/** What a person can report about a page of the server, which this page cannot read. */
export const PERSON_SAW = {
  refused: 'The server refused the request on its own page.',
  went: 'The server let me sign in, and then stayed on its own page.',
  other: 'Something else happened, or I returned here myself.',
} as const;
export type PersonSaw = keyof typeof PERSON_SAW;

export type Steps = Readonly<Partial<Record<StepName, StepSeen>>>;

/** The result of a probe: plain data without a secret. */
export interface ProbeEvidence {
  /** `left`: the browser went to the server, and no response has come yet. */
  status: 'left' | 'answered' | 'no response' | 'stopped';
  /** The message that navigated to the server; absent for a probe that stays on the page. */
  requestId?: number;
  /** The person changed the pushed request to which the navigation refers. */
  edited?: true;
  response?: ResponseSeen;
  /** The pushed request, if it got no response that this page could read. */
  pushed?: Attempt;
  /** A request without CORS to the same endpoint, which shows whether it responds at all. */
  pushedWithoutCors?: Attempt;
  steps: Steps;
  /** The steps that seemed to show a broken rule, taken again: a rule is broken only if they show it again. */
  again?: Steps;
  personSaw?: PersonSaw;
  /** Whether a response without the state of the request reached the redirect URI. */
  strayed?: true;
}

/** Tokens in memory while a probe runs. */
export interface Tokens {
  accessToken: string;
  refreshToken?: string;
  idToken?: string;
}

/** Changes to a request: a new value for a parameter, or `undefined` to leave it out. */
export type Changes = Readonly<Record<string, string | undefined>>;

/** The longest lifetime of a code that RFC 6749 §4.1.2 recommends. */
export const LATEST_CODE_MS = 10 * 60_000;

/** Most servers accept a replaced refresh token again for a shorter time than this. */
export const GRACE_MS = 65_000;

/** What a probe may do after the authorization response. Each call is one step of its evidence. */
export interface Redemption {
  redirectUri: string;
  verifier: string;
  /** Sends the code to the token endpoint in a correct request with these changes. */
  exchange(step: StepName, changes?: Changes, proof?: ProofKind): Promise<Tokens | undefined>;
  refresh(step: StepName, refreshToken: string | undefined, proof?: ProofKind): Promise<Tokens | undefined>;
  /** Lists the tools of the MCP server. @returns whether the status is one of success. */
  call(step: StepName, token: string | undefined, where?: 'header' | 'query'): Promise<boolean>;
  /** Lists the tools with a token that is bound to the key of this probe. */
  callWithProof(step: StepName, tokens: Tokens, kind: CallKind): Promise<boolean>;
  /** Whether the tokens of a step have the type DPoP. */
  isBound(step: StepName): boolean;
  revoke(step: StepName, tokens: Tokens | undefined): Promise<void>;
  /** Sends both servers a request to which the browser may add its cookies. */
  requestWithCookies(): Promise<void>;
  wait(ms: number): Promise<void>;
  /** Takes steps, and takes them again if one of their results is truthy, because the server accepted it. */
  confirm(take: () => Promise<readonly unknown[]>): Promise<void>;
}

/** One deviation from the correct request, and the steps that show its effect. */
export interface Probe {
  id: ProbeId;
  title: string;
  /** What the probe will do, in words for the person who consents. */
  does: string;
  /** The changes to the authorization request, if any. */
  request?(verifier: string, redirectUri: string, jkt: string | undefined): Changes;
  /** What runs after the response with the code, or at once if the probe has no sign-in. */
  follow(redemption: Redemption): Promise<void>;
  /** Whether the probe runs without leaving the page. */
  staysHere?: true;
  /** The probe runs only if this server promises DPoP. */
  dpop?: DpopServer;
  /** Whether the probe makes its key before it leaves the page, so that the code is bound to the key. */
  bindsCode?: true;
}

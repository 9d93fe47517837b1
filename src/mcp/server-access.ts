import type { Session } from '../oauth/index.ts';
import type { Elicitations } from './elicitations.ts';

export type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** The part of a session that the client needs. Without `presenting`, the client sends bearer tokens. */
export type TokenSource = Pick<Session, 'accessToken' | 'refresh'> & Partial<Pick<Session, 'presenting'>>;

/** A list whose changes a server may announce. */
export type ListKind = (typeof LISTS)[number];

export const LISTS = ['tools', 'resources', 'prompts'] as const;

/** How to reach a server, and where its requests and notifications go. */
export interface ServerAccess {
  /** Absent for a server that needs no token. */
  session?: TokenSource | undefined;
  serverUrl: string;
  fetch: Fetch;
  /** Where elicitations of the server go. If absent, the client does not declare the capability. */
  elicitations?: Elicitations | undefined;
  onListChanged?: ((kind: ListKind) => void) | undefined;
  /** Called when a part of the stream of a request arrives, even if this part is only a comment or a notification. */
  onHeard?: (() => void) | undefined;
  /** Called when the server refuses the answer to an elicitation. */
  onAnswerRefused?: ((status: number, text: string) => void) | undefined;
  /** Called with the words of the server, or its challenge, when it refuses a token. */
  onTokenRefused?: ((said: string) => void) | undefined;
  /** Aborting this signal ends the handshake. */
  signal?: AbortSignal | undefined;
}

import type { Content } from './content.ts';

/** How one request ended, as far as a page can know. */
export type AttemptOutcome =
  | 'answered'
  /** `fetch` failed: no CORS headers, no network, or a permission; a browser does not say which. */
  | 'unreadable'
  /** The Content-Security-Policy of this page did not let it out. */
  | 'blocked'
  /** Something answered a request whose answer no page may read (`no-cors`). */
  | 'opaque'
  | 'redirected'
  | 'timed out'
  | 'too large'
  | 'stopped';

/** One request of the report and what came of it. Holds no secret: none is in a header that is kept. */
export interface Attempt {
  /** The message of the wire log that shows it. */
  exchangeId: number;
  url: string;
  outcome: AttemptOutcome;
  /** 0 unless answered. */
  status: number;
  /** Of the headers that this page was allowed to read, those that a rule is about. */
  headers: Readonly<Record<string, string>>;
  /** What the body is, if it was answered. */
  content?: Content;
  /** The words of a refusal that came to a call without a token. */
  said?: string;
}

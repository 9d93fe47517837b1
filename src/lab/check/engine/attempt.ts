import type { Content } from './content.ts';
import type { HiddenResponse } from './unreadable.ts';

/** How one request ended, as far as a page can see. */
export type AttemptOutcome =
  | 'answered'
  /** `fetch` failed: no CORS headers, no network, or no permission; a browser does not say which. */
  | 'unreadable'
  /** The Content-Security-Policy of this page blocked the request. */
  | 'blocked'
  /** A response arrived that no page may read (`no-cors`). */
  | 'opaque'
  | 'redirected'
  | 'timed out'
  | 'too large'
  | 'stopped';

/** One request of the report and its result. It contains no secret, and keeps only headers that contain no secret. */
export interface Attempt {
  /** The ID of its message in the wire log. */
  exchangeId: number;
  url: string;
  outcome: AttemptOutcome;
  /** 0 if there is no response. */
  status: number;
  /** The headers that a rule reads, if this page was allowed to read them. */
  headers: Readonly<Record<string, string>>;
  /** Why no response could be read, in a sentence; absent in a browser, because a browser does not say why. */
  reason?: string;
  /** The response that a browser would hide from the page; absent in a browser. */
  hidden?: HiddenResponse;
  /** The target of a redirect, without query and fragment, because these may hold a secret; absent in a browser. */
  redirectsTo?: string;
  /** The kind of the response body. */
  content?: Content;
  /** The error message of a refusal, or the title of a web page. */
  errorText?: string;
  /** The person changed the message at the gate, so it is not the request of this report. */
  edited?: true;
  /** The same request, sent immediately before, got a response of another kind. */
  isUnstable?: true;
}

/** Whether a page could read the response, even if this report did not read all of it. */
export const isReadable = ({ outcome }: Pick<Attempt, 'outcome'>): boolean =>
  outcome === 'answered' || outcome === 'too large';

/** Whether the response comes from a rate limit. Such a response is not about the request (RFC 6585 §4). */
export const isLimited = (attempt: Pick<Attempt, 'status'> | undefined): boolean => attempt?.status === 429;

/** The statuses of a rate limit, of an outage, and of a proxy that does not reach the server. */
const OF_A_MOMENT = [408, 425, 429, 502, 503, 504];

/** Whether the response comes from a rate limit or from an outage, even if a browser would hide it. */
export const isOfAMoment = ({ status, hidden }: Pick<Attempt, 'status' | 'hidden'>): boolean =>
  OF_A_MOMENT.includes(hidden?.status ?? status);

/** Whether a response has the title of a page that a firewall sends to stop programs. */
export const isForPersons = ({ errorText = '' }: Pick<Attempt, 'errorText'>): boolean =>
  /just a moment|attention required|checking your browser|verify(ing)? (that )?you are|captcha|\bbots?\b/i.test(
    errorText,
  );

/**
 * Whether a response may be missing because of the network or an outage, not because the browser hides the response.
 * Outside a browser, the outcome `hidden` comes with a response that a browser would hide. In a browser, only a later
 * request to the same server shows whether the server still responds.
 */
export function mayBeLost(attempt: Attempt, later: Attempt | undefined): boolean {
  const { outcome, reason, hidden } = attempt;
  if (outcome !== 'unreadable') return false;
  if (reason === undefined) return later === undefined || !responds(later);
  return hidden === undefined || isOfAMoment(attempt);
}

/** Whether a response came, even if the page cannot read it. */
export const responds = ({ outcome }: Pick<Attempt, 'outcome'>): boolean =>
  ['answered', 'too large', 'opaque', 'redirected'].includes(outcome);

/** The end of a sentence about a request that is possibly lost. */
export const POSSIBLY_LOST =
  'Nothing shows that the server itself responded at that moment: the network, a proxy or the server may have failed.';

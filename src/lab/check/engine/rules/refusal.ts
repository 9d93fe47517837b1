import type { Attempt } from '../attempt.ts';
import type { StepSeen } from '../probes/probe.ts';
import {
  ABOUT_THE_CLIENT,
  isFailure,
  isFromElsewhere,
  namesFailure,
  type Part,
  partsAtFault,
} from './error-codes.ts';

/** Statuses of a token endpoint that refuses a request. Any other status says that the request was not judged. */
export const REFUSALS = [400, 401, 403, 422];

/** A response without tokens. An authorization response has no status. */
export type Refusal = Partial<
  Pick<StepSeen, 'status' | 'error' | 'description' | 'errorText' | 'content' | 'headers'>
>;

/** Whether a response without tokens says that the server judged the request. */
export function isJudged({ status, ...step }: Refusal): boolean {
  if (status === undefined || REFUSALS.includes(status)) return true;
  return status < 300 && errorsIn(step).length > 0;
}

/**
 * Says why a response without tokens does not count as a refusal of one of these parts of the request; `undefined` if
 * it counts. Every rule about a token request uses this function. A rate limit or a failing server is no evidence: a
 * correct request would have got the same response. Such a response may have the code of a refusal, and name the reason
 * only in words. A demand for a nonce says that the server looked no further than the proof (RFC 9449 §8). A response
 * without an OAuth error, which RFC 6749 §5.2 requires, possibly comes from a firewall or a proxy. The same applies to
 * an error such as `access_denied`, which finds no fault in the request.
 *
 * @param isCompared whether the same request without the deviation worked afterwards. Then any fault counts, and the
 *   status 400 is enough: a failure of the server at exactly this request is less likely than a refusal without a
 *   reason.
 */
export function whyNoRefusal(step: Refusal, about: readonly Part[], isCompared = false): string | undefined {
  const { status, content } = step;
  const [error = ''] = errorsIn(step);
  const words = wordsOf(step);
  const said = [error, words && `“${words}”`].filter(Boolean).join(': ');
  const answer =
    status === undefined
      ? `The response was ${said}`
      : `It answered ${said ? `${status} (${said})` : status}`;
  if (!isJudged(step) || error === 'use_dpop_nonce' || isBusy(step)) {
    return `${answer}, which is not a refusal.`;
  }
  const parts = partsAtFault(error, words);
  if (isCompared ? parts.length : parts.some((part) => about.includes(part))) return undefined;
  if (ABOUT_THE_CLIENT.includes(error)) {
    return isCompared
      ? undefined
      : `It answered ${error}, which is about the client and not about the request.`;
  }
  const isElsewhere = content === 'web page' || isFromElsewhere(error) || isFailure(error);
  if (isCompared && status === 400 && !isElsewhere) return undefined;
  if (parts.length) return `${answer}, which is about another part of the request.`;
  return status === undefined || isOAuthError(error)
    ? `${answer}, which finds no fault in the request.`
    : `It answered ${status} without an OAuth error (RFC 6749 §5.2), so a proxy or a firewall may have answered.`;
}

/** Every registered error code has an underscore. The phrases of HTTP, such as `Forbidden`, have none. */
const isOAuthError = (error: string): boolean => error.includes('_');

/** Whether a rate limit or a failing server answered, by its status, its error, its words or `Retry-After`. */
export const isBusy = (step: Refusal): boolean =>
  Number(step.status) >= 500 ||
  [408, 425, 429].includes(Number(step.status)) ||
  namesFailure([...errorsIn(step), wordsOf(step), step.errorText].join(' ')) ||
  step.headers?.['retry-after'] !== undefined;

export const busyText = (call: Pick<Attempt, 'status'> | undefined): string =>
  `It answered ${call?.status}, and says that it failed or is busy.`;

/** Statuses that are not about a token. They come from a rate limit, a failing server, or a missing address. */
export const isUnjudged = (status: number): boolean => status === 404 || isBusy({ status });

/** The description of an error: in the body of a response, or in its challenge. */
export function wordsOf({ description, headers = {} }: Pick<Refusal, 'description' | 'headers'>): string {
  return (
    description ?? /\berror_description\s*=\s*"([^"]*)"/.exec(headers['www-authenticate'] ?? '')?.[1] ?? ''
  );
}

/** The error codes of a response: in its challenge, and in its body. */
export function errorsIn({ error, headers = {} }: Pick<Refusal, 'error' | 'headers'>): string[] {
  const challenged = /\berror\s*=\s*"?([\w-]+)/.exec(headers['www-authenticate'] ?? '')?.[1];
  return [challenged, error].filter((each) => each !== undefined);
}

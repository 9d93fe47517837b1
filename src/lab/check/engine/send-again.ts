import type { Actor } from '../../machine/wire/exchange.ts';
import { type Attempt, isLimited, responds } from './attempt.ts';
import type { Reply, ReportClient, ReportRequest } from './report-client.ts';

/**
 * Sends a request, and sends it once more if it possibly got lost, or if a proxy may have answered: a page cannot
 * distinguish a lost response from a hidden one. Such a request must do no harm if it is sent twice.
 *
 * @param isUsual whether a response below 500 is usual for this request. An unusual response may be temporary, so the
 *   request is sent again.
 * @returns also the request without CORS that shows whether the server responds at all, if one was necessary.
 */
export async function sendAgainIfLost(
  client: ReportClient,
  to: Actor,
  url: string,
  request: ReportRequest,
  isUsual: (attempt: Attempt) => boolean = isRefusal,
): Promise<{ reply: Reply; withoutCors?: Attempt }> {
  const reply = await client.send(to, url, request);
  const { outcome, reason, status, content } = reply.attempt;
  const isOther =
    outcome === 'redirected' ||
    content === 'web page' ||
    (outcome === 'answered' && status < 500 && !isUsual(reply.attempt));
  if (outcome !== 'unreadable' && !isOther) return { reply };
  // Outside a browser, the reason says that no response came, or that a browser would hide it.
  if (isOther || reason !== undefined) return { reply: await client.send(to, url, request) };
  const { attempt: withoutCors } = await client.send(to, url, { mode: 'no-cors' });
  return { reply: responds(withoutCors) ? await client.send(to, url, request) : reply, withoutCors };
}

/** Whether a request was served, or was refused as an endpoint of OAuth refuses it. */
const isRefusal = ({ status }: Attempt): boolean => status <= 401;

/**
 * A client that sends each request twice in succession, and marks two responses of different kinds: two instances of a
 * server that take turns may each respond in their own way.
 */
export const sendingTwice = (client: ReportClient): ReportClient => ({
  ...client,
  async send(to, url, request) {
    const first = await client.send(to, url, request);
    // A second `initialize` would begin another session, and a second DELETE would find no session.
    if (first.headers['mcp-session-id'] !== undefined || request?.method === 'DELETE') return first;
    const { attempt, ...reply } = await client.send(to, url, request);
    // Neither a rate limit nor the end of the report contradicts the first response.
    if (attempt.outcome === 'stopped' || isLimited(attempt)) return first;
    const isUnstable = kindOf(first.attempt) !== kindOf(attempt);
    return { ...reply, attempt: { ...attempt, ...(isUnstable && { isUnstable }) } };
  },
});

/** Everything but the values of headers, which may be new in each response. */
const kindOf = ({ exchangeId: _, headers, ...attempt }: Attempt): string =>
  JSON.stringify([attempt, Object.keys(headers)]);

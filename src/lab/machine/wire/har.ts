import { printable } from '../../../oauth/curl-command.ts';
import { VERSION } from '../../../version.ts';
import { type Exchange, responseOf } from './exchange.ts';
import { LONGEST_ADDRESS, MOST_HEADERS } from './har-limits.ts';
import { redactionOf } from './redact.ts';

type Pair = { name: string; value: string };

/** The log as an HTTP archive (HAR 1.2) for other tools. Every secret is masked, so that a ticket can have the file. */
export function exportHar(log: readonly Exchange[]): string {
  const redaction = redactionOf(log);
  const entries = log.map((exchange) => harEntry(redaction.exchange(exchange)));
  const har = { log: { version: '1.2', creator: { name: 'PKCE Lab', version: VERSION }, entries } };
  return JSON.stringify(har, null, 2);
}

function harEntry(exchange: Exchange) {
  const { request, atMs, from, to, channel, outcome } = exchange;
  const response = responseOf(exchange);
  const tookMs = outcome.kind === 'answered' ? outcome.tookMs : 0;
  const contentType = request.headers['content-type'];
  const url = request.url.slice(0, LONGEST_ADDRESS);
  return {
    startedDateTime: new Date(atMs).toISOString(),
    time: tookMs,
    request: {
      method: request.method,
      url,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: headerPairs(request.headers),
      queryString: pairs([...new URL(url).searchParams]),
      ...(request.body && { postData: { mimeType: contentType ?? '', text: request.body } }),
      headersSize: -1,
      bodySize: request.body.length,
    },
    response: {
      status: response?.status ?? 0,
      statusText: '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: headerPairs(response?.headers ?? {}),
      content: {
        size: response?.body.length ?? 0,
        mimeType: response?.headers['content-type'] ?? '',
        text: response?.body ?? '',
      },
      redirectURL: response?.headers.location ?? '',
      headersSize: -1,
      bodySize: response?.body.length ?? 0,
    },
    cache: {},
    timings: { send: 0, wait: tookMs, receive: 0 },
    _from: from,
    _to: to,
    _channel: channel,
    _outcome: outcome.kind,
  };
}

/** Replaces header octets that HTTP forbids, and cuts a long list, so that {@link importHar} accepts the file. */
function headerPairs(headers: Readonly<Record<string, string>>): Pair[] {
  return pairs(Object.entries(headers).slice(0, MOST_HEADERS)).map(({ name, value }) => ({
    name,
    value: printable(value),
  }));
}

const pairs = (entries: [string, string][]): Pair[] => entries.map(([name, value]) => ({ name, value }));

import { type Exchange, responseOf } from '../../machine/wire/exchange.ts';

const LONGEST = 4000;

/** A request and its response as they were sent. @param exchange with its secrets already masked. */
export function messageText(exchange: Exchange): string {
  const { request, channel } = exchange;
  const response = responseOf(exchange);
  const lines = (headers: Readonly<Record<string, string>>) =>
    Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n');
  const sent = [`${request.method} ${request.url}`, lines(request.headers)];
  if (request.body) sent.push(request.body);
  const answered = response
    ? [String(response.status), lines(response.headers), pretty(response.body)]
    : [channel === 'front' ? '' : 'No response that this page may read.'];
  const message = [...sent, '', ...answered].join('\n');
  return message.length > LONGEST ? `${message.slice(0, LONGEST)}\n… and more` : message;
}

/** The result of a request, to be written after the address of the request. */
export function howItEnded(exchange: Exchange): string {
  const response = responseOf(exchange);
  if (response) return `, ${response.status}`;
  return exchange.channel === 'front' ? '' : ', no response';
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

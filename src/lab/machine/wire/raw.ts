import { answerOf, type Exchange } from './exchange.ts';

/** An exchange as it went over the line: request, and answer if one came. Holds secrets. */
export function rawExchange(exchange: Exchange): string {
  const { method, url, headers, body } = exchange.request;
  const { pathname, search, host } = new URL(url);
  const request = [`${method} ${pathname}${search} HTTP/1.1`, `host: ${host}`, ...headerLines(headers)];
  if (body) request.push('', body);
  const answer = answerOf(exchange);
  if (!answer) return request.join('\n');
  const response = [`HTTP/1.1 ${answer.status}`, ...headerLines(answer.headers)];
  if (answer.body) response.push('', answer.body);
  return [...request, '', '', ...response].join('\n');
}

const headerLines = (headers: Readonly<Record<string, string>>): string[] =>
  Object.entries(headers).map(([name, value]) => `${name}: ${value}`);

import { type Exchange, responseOf } from './exchange.ts';

/** An exchange as it was on the wire: the request, and the response if one came. The text contains secrets. */
export function rawExchange(exchange: Exchange): string {
  const { method, url, headers, body } = exchange.request;
  const { pathname, search, host } = new URL(url);
  const request = [`${method} ${pathname}${search} HTTP/1.1`, `host: ${host}`, ...headerLines(headers)];
  if (body) request.push('', body);
  const response = responseOf(exchange);
  if (!response) return request.join('\n');
  const received = [`HTTP/1.1 ${response.status}`, ...headerLines(response.headers)];
  if (response.body) received.push('', response.body);
  return [...request, '', '', ...received].join('\n');
}

const headerLines = (headers: Readonly<Record<string, string>>): string[] =>
  Object.entries(headers).map(([name, value]) => `${name}: ${value}`);

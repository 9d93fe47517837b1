import type { Policy } from './policy.ts';

/**
 * The headers of a page of this server: the headers of the host, and the frame policy (RFC 9700 §4.16). Two headers
 * state the frame policy, because some browsers know only `X-Frame-Options`.
 *
 * @param served the headers of the host's response, whose body is already decoded.
 */
export function pageHeaders(served: Headers, { framing }: Pick<Policy, 'framing'>): Headers {
  const headers = new Headers(served);
  headers.delete('Content-Encoding');
  headers.delete('Content-Length');
  headers.delete('X-Frame-Options');
  const directives = (served.get('Content-Security-Policy') ?? '')
    .split(/;\s*/)
    .filter((directive) => directive && !directive.startsWith('frame-ancestors'));
  if (framing === 'refused') {
    directives.push("frame-ancestors 'none'");
    headers.set('X-Frame-Options', 'DENY');
  }
  headers.set('Content-Security-Policy', directives.join('; '));
  return headers;
}

import type { Policy } from './policy.ts';

/**
 * The headers of a page of this server: whatever the host serves its documents with, and what the policy says
 * of frames (RFC 9700 §4.16). Both headers say the same: some browsers in use know only the older one.
 *
 * @param served as the document came from the host; its body is decoded by now.
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

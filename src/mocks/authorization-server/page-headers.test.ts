import { describe, expect, it } from 'vitest';
import { pageHeaders } from './page-headers.ts';

const policyOf = (served: HeadersInit, framing: 'refused' | 'allowed') =>
  pageHeaders(new Headers(served), { framing }).get('Content-Security-Policy');

describe('the headers of a page of the server', () => {
  it('keep the headers of the host, and state the frame policy once', () => {
    const served = { 'Content-Security-Policy': "default-src 'none';img-src 'self';  frame-ancestors *" };
    expect(policyOf(served, 'refused')).toBe("default-src 'none'; img-src 'self'; frame-ancestors 'none'");
    expect(policyOf(served, 'allowed')).toBe("default-src 'none'; img-src 'self'");
  });

  it('refuse frames when the host has no policy', () => {
    expect(policyOf({}, 'refused')).toBe("frame-ancestors 'none'");
  });

  it('drop the content encoding, which was decoded, and the length', () => {
    const headers = pageHeaders(
      new Headers({ 'Content-Encoding': 'gzip', 'Content-Length': '7', 'Content-Type': 'text/html' }),
      { framing: 'allowed' },
    );
    expect([...headers.keys()].sort()).toEqual(['content-security-policy', 'content-type']);
  });
});

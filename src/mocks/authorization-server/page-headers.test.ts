import { describe, expect, it } from 'vitest';
import { pageHeaders } from './page-headers.ts';

const policyOf = (served: HeadersInit, framing: 'refused' | 'allowed') =>
  pageHeaders(new Headers(served), { framing }).get('Content-Security-Policy');

describe('the headers of a page of the server', () => {
  it('include the Content-Security-Policy of the host, with the frame policy of the server in place of the host’s', () => {
    const served = { 'Content-Security-Policy': "default-src 'none';img-src 'self';  frame-ancestors *" };
    expect(policyOf(served, 'refused')).toBe("default-src 'none'; img-src 'self'; frame-ancestors 'none'");
    expect(policyOf(served, 'allowed')).toBe("default-src 'none'; img-src 'self'");
  });

  it('refuse frames, even if the host has no Content-Security-Policy', () =>
    expect(policyOf({}, 'refused')).toBe("frame-ancestors 'none'"));

  it('omit the content encoding and the length, because the body is already decoded', () => {
    const headers = pageHeaders(
      new Headers({ 'Content-Encoding': 'gzip', 'Content-Length': '7', 'Content-Type': 'text/html' }),
      { framing: 'allowed' },
    );
    expect([...headers.keys()].sort()).toEqual(['content-security-policy', 'content-type']);
  });
});

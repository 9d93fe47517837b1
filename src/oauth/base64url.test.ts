import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64UrlText, encodeBase64Url } from './base64url.ts';

describe('base64url (RFC 4648 §5)', () => {
  it('encodes any octets as Node does', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (octets) => {
        expect(encodeBase64Url(octets)).toBe(Buffer.from(octets).toString('base64url'));
      }),
    );
  });

  it('of any text decodes to the same text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decodeBase64UrlText(Buffer.from(text).toString('base64url'))).toBe(text);
      }),
    );
    expect(decodeBase64UrlText('Pz8_')).toBe('???');
  });

  it('refuses octets that are not UTF-8', () =>
    expect(() => decodeBase64UrlText(Buffer.from([0xff, 0xfe]).toString('base64url'))).toThrow(TypeError));
});

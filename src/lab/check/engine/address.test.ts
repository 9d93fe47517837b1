import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isSafeUrl } from '../../../oauth/safe-url.ts';
import { problemOfAddress } from './address.ts';

const BEGINNINGS = ['https:', 'http:', 'HTTPS:', 'ftp:', 'javascript:', ''];
const PIECES = [
  ...['/', '//', '///', '\\\\', '@', ':', '443', '?', '#', '%', '[::1]', '127.0.0.1', 'localhost', '.'],
  ...['as.example', 'ada', 'pw', 'a', ' ', '\u202e', '{tenant}'],
];

it('the report finds a problem with exactly the addresses that the client refuses', () => {
  const address = fc
    .tuple(fc.constantFrom(...BEGINNINGS), fc.array(fc.constantFrom(...PIECES), { maxLength: 6 }))
    .map(([beginning, pieces]) => beginning + pieces.join(''));
  fc.assert(
    fc.property(address, (url) => {
      expect(problemOfAddress(url) === undefined).toBe(isSafeUrl(url));
    }),
    { examples: [['https:/as.example/a'], ['https:as.example'], ['https:///as.example/a']] },
  );
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isSafeUrl } from '../../../oauth/safe-url.ts';
import { isLoopback, problemOfAddress, problemOfIssuer, readServerAddress } from './address.ts';

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
    {
      examples: [
        ['https:/as.example/a'],
        ['https:as.example'],
        ['https:///as.example/a'],
        ['https://@localhost'],
      ],
    },
  );
});

it.each([
  [undefined, 'it is missing'],
  [7, 'it is missing'],
  ['', 'it is missing'],
  ['https://as.example/a b', 'it has a character that no URL has, such as a space'],
  ['as.example', 'it is not an absolute URL'],
  ['ftp://as.example', 'its scheme is ftp:'],
  ['https:///as.example', 'its scheme is not followed by two slashes and a host'],
  ['https:as.example/https://as.example', 'its scheme is not followed by two slashes and a host'],
  ['http://as.example', 'it is http: others on the network can read it'],
  ['https://as.example/#', 'it has a fragment'],
  ['https://ada@as.example', 'it has credentials in it'],
  ['https://:pw@as.example', 'it has credentials in it'],
  ['HTTPS://as.example/?a=b', 'it has a query, which no issuer has'],
  ['http://[::1]:8080/a', undefined],
])('an issuer %j has the problem: %s', (address, problem) => expect(problemOfIssuer(address)).toBe(problem));

it('an address that a person types with characters such as | is encoded, so that no rule blames the server for them', () => {
  const { href } = readServerAddress('https://mcp.example/a|b?c=d|^`e');
  expect(href).toBe('https://mcp.example/a%7Cb?c=d%7C%5E%60e');
  expect(isSafeUrl(href)).toBe(true);
});

it.each([
  ...['localhost', 'a.b.localhost', '127.10.20.30', '[::1]'].map((host) => [host, true] as const),
  ...['mylocalhost', '.localhost', 'localhost.example', '127.0.0', '127.0.a.1'].map(
    (host) => [host, false] as const,
  ),
])('the host %s means this machine: %s', (host, is) => expect(isLoopback(host)).toBe(is));

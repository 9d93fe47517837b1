import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameOriginPath } from './index.ts';
import { REDIRECT_URI } from './testing/examples.ts';

const ORIGIN = 'https://app.example';

describe('the path to return to after a sign-in', () => {
  it.each(['/', '/?page=2', '/tools', '/tools/list_notes?from=a-link#top', '/a%20b', '/callback-2'])(
    'may be %s',
    (path) => expect(sameOriginPath(path, REDIRECT_URI)).toBe(path),
  );

  it.each([
    'https://evil.example/',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '/\\evil.example/tools',
    '\\/evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    'javascript:alert(1)',
    'tools',
    'tools/list_notes',
    'blob:https://app.example/tools',
    '',
    '/.//evil.example',
    '/..//evil.example',
    '/%2e//evil.example',
    '/callback',
    '/callback?code=x',
    '/./callback',
    undefined,
    null,
    7,
    {},
    ['/tools'],
  ])('is the home page in place of %j', (path) => expect(sameOriginPath(path, REDIRECT_URI)).toBe('/'));

  it.each(['/callback', '/lab/callback', '/lab/callback?code=x'])(
    'is / instead of the callback %s',
    (path) => {
      expect(sameOriginPath(path, 'https://app.example/lab/callback')).toBe('/');
    },
  );

  it.each([
    ['https://app.example/tools?a=b#top', '/tools?a=b#top'],
    ['https://app.example', '/'],
    ['https://app.example/callback?code=x', '/'],
    ['https://app.example:8443/tools', '/'],
    ['http://app.example/tools', '/'],
    ['https://app.example.evil.example/tools', '/'],
    ['https://app.example@evil.example/tools', '/'],
    ['https:///evil.example/tools', '/'],
    ['https:/tools', '/'],
    ['https:tools', '/'],
  ])('may be a URL, such as `location.href`, but only of this origin: %s is %s', (url, path) => {
    expect(sameOriginPath(url, REDIRECT_URI)).toBe(path);
  });

  it('may be a URL over http, if the app is served over http on this machine', () => {
    const local = 'http://localhost:5173';
    expect(sameOriginPath(`${local}/tools`, `${local}/callback`)).toBe('/tools');
  });

  it('resolves to this origin in a browser, for any input', () => {
    const piece = fc.constantFrom(
      ...'/ \\ . .. %2f %5c %2e %09 @ : ? # ; evil.example https: javascript: callback a \u2215 \uff0f'.split(
        ' ',
      ),
      ...'\t\n\r \u0000',
    );
    const paths = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(
        fc.oneof(
          paths,
          paths.map((path) => `/${path}`),
        ),
        (path) => {
          const safe = sameOriginPath(path, REDIRECT_URI);
          const opened = new URL(safe, `${ORIGIN}/somewhere/else`);
          expect(opened.origin).toBe(ORIGIN);
          expect(opened.pathname).not.toBe('/callback');
          expect(sameOriginPath(safe, REDIRECT_URI)).toBe(safe);
        },
      ),
      { numRuns: 5_000 },
    );
  });
});

import { expect, it } from 'vitest';
import { CORS_GRID, recordedVerdicts, verdictsOf } from '../../../e2e/lab/real/cors-grid.ts';
import { createPageNetwork } from './page-network.ts';
import { HiddenFromPage } from './wire.ts';

// e2e/lab/real/fetch.spec.ts asserts that Chromium gives the recorded verdicts.
it('the page network judges every case of the CORS grid as Chromium does', async () => {
  const verdicts = await verdictsOf(
    (origin, serve) =>
      createPageNetwork({ origin, send: ({ method, url }) => serve(new Request(url, { method })) }),
    HiddenFromPage,
  );
  expect(CORS_GRID.length).toBeGreaterThan(300);
  expect(verdicts).toEqual(recordedVerdicts());
});

it.each<[string, string, RequestInit]>([
  ['URL', 'b', {}],
  ['method', 'a', { method: 'PATCH' }],
  ['header', 'a', { headers: { 'X-Other': '1' } }],
  ['mode of cookies', 'a', { credentials: 'include' }],
])(
  'the page network sends one preflight for two equal requests, and one more for another %s',
  async (_what, path, other) => {
    const preflights: string[] = [];
    const headers = new Headers({ 'Access-Control-Allow-Origin': 'https://app.example' });
    for (const [name, value] of [
      ['Credentials', 'true'],
      ['Headers', 'x-other'],
      ['Methods', 'PUT, PATCH'],
    ])
      headers.set(`Access-Control-Allow-${name}`, String(value));
    const network = createPageNetwork({
      origin: 'https://app.example',
      send: async () => new Response(null, { headers }),
      onPreflight: ({ url }) => preflights.push(url),
    });
    for (const [to, init] of [
      ['a', {}],
      ['a', {}],
      [path, other],
    ] as const)
      await network(`https://api.example/${to}`, { method: 'PUT', ...init });
    expect(preflights).toEqual(['a', path].map((to) => `https://api.example/${to}`));
  },
);

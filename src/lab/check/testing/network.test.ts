import { describe, expect, it } from 'vitest';
import { FETCH_CASES, scriptedResponse } from '../../../../e2e/lab/real/fetch-cases.ts';
import { createTestNetwork } from '../../../mocks/testing/network.ts';

const PAGE = 'https://app.example';

describe('the test network refuses what a browser refuses', () => {
  // The same table runs in a browser: e2e/lab/real/fetch.spec.ts.
  it.each(FETCH_CASES)('$title', async ({ init = {}, answers, expected, arrives }) => {
    const received: string[] = [];
    const network = createTestNetwork(PAGE, async (request) => {
      received.push(request.method);
      if (init.mode !== 'no-cors') expect(request.headers.get('Origin')).toBe(PAGE);
      return scriptedResponse(request, PAGE);
    });
    const url = `https://server.example/?as=${encodeURIComponent(JSON.stringify(answers))}`;
    const seen = await network(url, init).then(
      ({ type, status, headers }) => ({ type, status, headers: [...headers.keys()] }),
      (error: unknown) => (error instanceof TypeError ? 'network error' : error),
    );
    expect(seen).toEqual(expected);
    expect(received.includes(init.method ?? 'GET')).toBe(arrives);
  });

  // Not in the table: Chromium still lets a wildcard allow Authorization.
  it('a wildcard does not allow Authorization (Fetch §4.8)', async () => {
    const methods: string[] = [];
    const network = createTestNetwork(PAGE, async ({ method }) => {
      methods.push(method);
      return new Response(null, {
        headers: { 'Access-Control-Allow-Origin': PAGE, 'Access-Control-Allow-Headers': '*' },
      });
    });
    const request = network('https://server.example/', { headers: { Authorization: 'Bearer x' } });
    await expect(request).rejects.toThrow(TypeError);
    expect(methods).toEqual(['OPTIONS']);
  });
});

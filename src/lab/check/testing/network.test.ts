import { describe, expect, it } from 'vitest';
import { CORS_GRID, recordedVerdicts, verdictsOf } from '../../../../e2e/lab/real/cors-grid.ts';
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

  // The same cases run in a browser, too: e2e/lab/real/fetch.spec.ts.
  it('the responses that CORS hides, and the requests that a preflight prevents', async () => {
    const verdicts = await verdictsOf(createTestNetwork, TypeError);
    const recorded = recordedVerdicts();
    for (const [at, { init: { headers = {} } = {}, answers }] of CORS_GRID.entries()) {
      // This network does not judge the values of request headers (Fetch §2.2.2).
      if (Object.values(headers).some((value) => /["_]|^bytes=|.{129}/.test(value))) continue;
      // Chromium still lets a wildcard allow Authorization, against Fetch §4.8.
      const isAllowedByWildcard =
        headers.Authorization !== undefined &&
        answers.OPTIONS?.headers?.['Access-Control-Allow-Headers'] === '*';
      const expected = isAllowedByWildcard ? 'network error after OPTIONS' : recorded[at];
      expect(verdicts[at], `case ${at} of the grid`).toBe(expected);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { FETCH_CASES, scriptedResponse } from '../../../../e2e/lab/real/fetch-cases.ts';
import { createTestNetwork } from '../../../mocks/testing/network.ts';

const PAGE = 'https://app.example';

describe('the test network refuses what a browser refuses', () => {
  // The same table runs in a browser: e2e/lab/real/fetch.spec.ts.
  it.each(FETCH_CASES)('$title', async ({ init, answers, expected, arrives }) => {
    const received: string[] = [];
    const network = createTestNetwork(PAGE, async (request) => {
      received.push(request.method);
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
});

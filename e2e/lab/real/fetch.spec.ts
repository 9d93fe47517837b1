import { writeFileSync } from 'node:fs';
import { test as base, expect } from '../../fixtures.ts';
import { APP } from '../../real/addresses.ts';
import { startTemporaryServer, type TemporaryServer } from '../temporary-server.ts';
import { CORS_GRID, grouped, recordedVerdicts, VERDICTS, verdictLine } from './cors-grid.ts';
import { FETCH_CASES, scriptedResponse } from './fetch-cases.ts';

const test = base.extend<{ server: TemporaryServer }>({
  server: async ({ baseURL }, use) => {
    const server = await startTemporaryServer((request) => scriptedResponse(request, baseURL ?? ''));
    await use(server);
    await server.close();
  },
  allowedOrigins: async ({ server }, use) => use([APP, server.origin]),
});

// `src/lab/check/testing/network.test.ts` asserts the same table for the fake network of the unit tests.
test('a browser behaves as the table FETCH_CASES states', async ({ page, server, watch }) => {
  watch.allowConsoleError(/CORS policy|Failed to load resource|the redirect mode is not "follow"/);
  await page.goto('/check');
  for (const { title, init = {}, answers, expected, arrives } of FETCH_CASES) {
    await test.step(title, async () => {
      const url = `${server.origin}/?as=${encodeURIComponent(JSON.stringify(answers))}`;
      server.received.length = 0;
      const seen = await page.evaluate(
        ([address, request]) =>
          fetch(address, request).then(
            ({ type, status, headers }) => ({ type, status, headers: [...headers.keys()] }),
            (error: unknown) => (error instanceof TypeError ? 'network error' : String(error)),
          ),
        [url, init] as const,
      );
      // Node's server adds headers that are not in the table, so the comparison ignores them.
      const shown = typeof seen === 'string' ? seen : { ...seen, headers: seen.headers.filter(isOfTheTable) };
      expect(shown, title).toEqual(expected);
      expect(server.received.includes(`${init.method ?? 'GET'} /`), title).toBe(arrives);
    });
  }
});

const isOfTheTable = (name: string): boolean =>
  !['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding'].includes(name);

// Unit tests in src/cli/network and src/lab/check/testing assert the same verdicts of the imitations of `fetch`.
test('Chromium has the recorded verdict for each case', async ({ page, server, watch, browserName }) => {
  test.skip(browserName !== 'chromium', 'The verdicts are those of Chromium.');
  watch.allowConsoleError(/./);
  await page.goto('/check');
  const addressed = CORS_GRID.map(({ init, answers }, at) => ({
    init,
    url: `${server.origin}/${at}?as=${encodeURIComponent(JSON.stringify(answers))}`,
  }));
  const seen = await page.evaluate(async (requests) => {
    const results = [];
    for (const { url, init } of requests) {
      results.push(
        await fetch(url, init).then(
          ({ type, status, headers }) => ({ type, status, headers: [...headers.keys()] }),
          () => 'network error' as const,
        ),
      );
    }
    return results;
  }, addressed);
  const verdicts = seen.map((each, at) => {
    const received = server.received.flatMap((line) =>
      line.endsWith(` /${at}`) ? line.split(' ').slice(0, 1) : [],
    );
    return verdictLine(each, received);
  });
  // With `WRITE_VERDICTS=1`, the test records the verdicts again, for a new version of Chromium.
  if (process.env.WRITE_VERDICTS) writeFileSync(VERDICTS, `${JSON.stringify(grouped(verdicts), null, 2)}\n`);
  expect(CORS_GRID.length).toBeGreaterThan(300);
  expect(verdicts).toEqual(recordedVerdicts());
});

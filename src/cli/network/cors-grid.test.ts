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

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CORS_GRID, grouped, verdictLine } from '../../../e2e/lab/real/cors-grid.ts';
import { scriptedResponse } from '../../../e2e/lab/real/fetch-cases.ts';
import { createPageNetwork } from './page-network.ts';
import { HiddenFromPage, type Send } from './wire.ts';

const PAGE = 'http://localhost:4173';
const VERDICTS = join(import.meta.dirname, '../../../e2e/lab/real/cors-verdicts.json');

// e2e/lab/real/fetch.spec.ts asserts that Chromium gives the verdicts of the same file.
it('judges every case of the grid as Chromium does', async () => {
  const verdicts: string[] = [];
  for (const { init = {}, answers } of CORS_GRID) {
    const received: string[] = [];
    const send: Send = async ({ method, url }) => {
      received.push(method);
      const { status, headers, body } = scriptedResponse(new Request(url, { method }), PAGE);
      return { status, headers, body };
    };
    const network = createPageNetwork({ origin: PAGE, send });
    const url = `http://127.0.0.1:9000/?as=${encodeURIComponent(JSON.stringify(answers))}`;
    const seen = await network(url, init).then(
      ({ type, status, headers }) => ({
        type: type === 'default' ? 'cors' : type,
        status,
        headers: [...headers.keys()],
      }),
      (error: unknown) => {
        if (error instanceof HiddenFromPage) return 'network error' as const;
        throw error;
      },
    );
    verdicts.push(verdictLine(seen, received));
  }
  expect(CORS_GRID.length).toBeGreaterThan(300);
  expect(grouped(verdicts)).toEqual(JSON.parse(readFileSync(VERDICTS, 'utf8')));
});

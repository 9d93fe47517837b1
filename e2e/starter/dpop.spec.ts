import { DPOP_APP } from '../dpop-app.ts';
import { expect, test } from '../fixtures.ts';
import { KEPT, tryToTakeKeys } from '../key-theft.ts';

// The build has `VITE_DPOP=required`. Its servers in the tab accept only bound tokens.
test.use({ baseURL: DPOP_APP });

/** Why the servers in the tab refused requests, according to the audit log. Runs in the page. */
function refusals(): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open('idp-audit-log');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const reading = opening.result.transaction('entries').objectStore('entries').getAll();
      reading.onsuccess = () => {
        opening.result.close();
        resolve(reading.result.map(({ detail }) => detail));
      };
    };
  });
}

test('a script of the page can use the key, but cannot copy it, and after a reload, the servers in the tab still refuse a used proof', {
  tag: ['@core', '@thorough'],
}, async ({ page, ada }) => {
  const accepted: Record<string, string>[] = [];
  page.context().on('response', (response) => {
    const request = response.request();
    const isCall = request.method() === 'POST' && response.url() === `${DPOP_APP}/mcp`;
    if (isCall && response.ok()) accepted.push(request.headers());
  });
  await ada.signIn(page);
  expect(await page.evaluate(tryToTakeKeys)).toEqual([KEPT]);
  const { authorization = '', dpop = '' } = accepted.at(-1) ?? {};
  expect(authorization).toMatch(/^DPoP /);
  expect(await page.evaluate(refusals)).not.toContain('DPoP proof used before');

  await page.evaluate(async () => {
    for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
  });
  await page.reload();
  await expect(page.getByRole('link', { name: 'Who am I' })).toBeVisible();
  const response = await page.evaluate(
    async ([Authorization = '', DPoP = '']) => {
      const { status, headers } = await fetch('/mcp', {
        method: 'POST',
        headers: {
          Accept: 'application/json, text/event-stream',
          'Content-Type': 'application/json',
          Authorization,
          DPoP,
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
      });
      return { status, challenge: headers.get('WWW-Authenticate') };
    },
    [authorization, dpop],
  );
  expect(response).toEqual({ status: 401, challenge: expect.stringContaining('error="invalid_dpop_proof"') });
  expect(await page.evaluate(refusals)).toContain('DPoP proof used before');
});

test('the app registers at a new server, and gets tokens bound to its key', { tag: '@thorough' }, async ({
  page,
  ada,
}) => {
  const accepted = new Set<string | undefined>();
  page.on('response', (response) => {
    const { authorization } = response.request().headers();
    const isCall = response.url() === `${DPOP_APP}/southwind/mcp`;
    if (isCall && response.ok()) accepted.add(authorization?.split(' ')[0]);
  });
  await page.goto(`/connect?server=${DPOP_APP}/southwind/mcp`);
  await page.getByRole('button', { name: 'Look at this server' }).click();
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await ada.allow(page);
  await expect(page.getByText('Add a note').first()).toBeVisible();
  expect([...accepted]).toEqual(['DPoP']);
  expect(await page.evaluate(tryToTakeKeys)).toEqual([KEPT]);
});

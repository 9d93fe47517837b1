import type { BrowserContext, Page, Request } from 'playwright/test';
import { expect, test } from '../fixtures.ts';
import { DPOP_APP, ISSUER, MCP_SERVER } from './addresses.ts';

const MCP_ORIGIN = new URL(MCP_SERVER).origin;

// The app is built with `VITE_DPOP=required`. oidc-provider and the MCP server demand proofs with their own nonces.
test.use({ baseURL: DPOP_APP, allowedOrigins: [DPOP_APP, ISSUER, MCP_ORIGIN] });

interface Proven {
  url: string;
  grantType: string | null;
  authorization: string | undefined;
  proof: { header: { jwk: object }; claims: Record<string, unknown> };
}

const partOf = (part = '') => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));

/** Collects the proofs that the pages send from now on. Also collects requests with a token or code but no proof. */
function watchProofs(context: BrowserContext): { proven: Proven[]; unproven: string[] } {
  const proven: Proven[] = [];
  const unproven: string[] = [];
  context.on('request', (request: Request) => {
    const { dpop, authorization } = request.headers();
    const url = request.url();
    const isTokenRequest = url === `${ISSUER}/token`;
    if (dpop === undefined && (isTokenRequest || authorization)) unproven.push(url);
    if (dpop === undefined) return;
    const [header, claims] = dpop.split('.');
    const form = new URLSearchParams(isTokenRequest ? (request.postData() ?? '') : '');
    const proof = { header: partOf(header), claims: partOf(claims) };
    proven.push({ url, grantType: form.get('grant_type'), authorization, proof });
  });
  return { proven, unproven };
}

const keyOf = ({ proof }: Proven) => JSON.stringify(proof.header.jwk);

function storedKeys(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('oauth-dpop', 1);
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const counting = opening.result.transaction('keys').objectStore('keys').count();
          counting.onsuccess = () => {
            opening.result.close();
            resolve(counting.result);
          };
        };
      }),
  );
}

test('the built app sends proofs of one key from sign-in to sign-out', { tag: '@thorough' }, async ({
  page,
  context,
  ada,
}) => {
  const { proven, unproven } = watchProofs(context);
  await ada.signIn(page);
  const exchanges = proven.filter(({ grantType }) => grantType === 'authorization_code');
  // The server refuses the first request, because its proof has no nonce. The refusal does not use up the code.
  expect(exchanges.map(({ proof }) => typeof proof.claims.nonce)).toEqual(['undefined', 'string']);

  await page.getByRole('link', { name: 'List notes' }).click();
  await page.getByLabel('At most').fill('1');
  await page.getByRole('button', { name: 'Call List notes' }).click();
  await expect(page.getByText('The verifier never travels with the challenge.')).toBeVisible();
  await page.goBack();
  await page.reload();
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Refresh the token now' }).click();
  const refreshes = () => proven.filter(({ grantType }) => grantType === 'refresh_token');
  // The new document has no nonce: the nonces were in the memory of the old document.
  await expect
    .poll(() => refreshes().map(({ proof }) => typeof proof.claims.nonce))
    .toEqual(['undefined', 'string']);
  await expect(page.getByRole('link', { name: 'Who am I' })).toBeVisible();
  expect(new Set(proven.map(keyOf)).size, 'one sign-in has one key').toBe(1);
  expect(await storedKeys(page)).toBe(1);

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL((url) => url.origin === ISSUER);
  await page.goto('/');
  expect(await storedKeys(page)).toBe(0);

  expect(unproven, 'requests with a token or a code and without a proof').toEqual([]);
  const calls = proven.filter(({ url }) => url === MCP_SERVER);
  expect(calls.length).toBeGreaterThan(3);
  for (const { url, authorization, proof } of calls) {
    expect(authorization).toMatch(/^DPoP \S+$/);
    expect(proof.claims).toMatchObject({ htu: url, ath: expect.stringMatching(/^[\w-]{43}$/) });
  }
  const ids = proven.map(({ proof }) => proof.claims.jti);
  expect(new Set(ids).size, 'no proof is sent twice').toBe(ids.length);
});

test('a copy of a tab uses neither the grant nor the key of the original', { tag: '@thorough' }, async ({
  page,
  context,
  ada,
}) => {
  const { proven, unproven } = watchProofs(context);
  await ada.signIn(page);
  const original = new Set(proven.map(keyOf));
  const sent = proven.length;
  const opened = context.waitForEvent('page');
  await page.evaluate(() => void window.open('/tools'));
  const copy = await opened;
  await expect(copy.getByText('This tab is a copy of another one')).toBeVisible();
  expect(proven.slice(sent).map(({ url }) => url)).toEqual([]);
  await copy.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(copy.getByText('Ada Lovelace', { exact: true })).toBeVisible();
  await expect(copy.getByRole('link', { name: 'Who am I' })).toBeVisible();
  const ofCopy = new Set(proven.slice(sent).map(keyOf));
  expect(ofCopy.size).toBe(1);
  expect([...ofCopy].filter((key) => original.has(key))).toEqual([]);
  expect(await storedKeys(page)).toBe(2);
  await page.reload();
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
  expect(unproven).toEqual([]);
});

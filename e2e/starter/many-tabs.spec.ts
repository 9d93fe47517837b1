import type { BrowserContext, Page } from 'playwright/test';
import { countTokenRequests, expect, expectAxeClean, test } from '../fixtures.ts';

const TABS = 5;

/** The refresh token of a tab's grant, or `undefined` if the tab has no grant. */
function refreshTokenOf(tab: Page): Promise<string | undefined> {
  return tab.evaluate(() => {
    const grant = Object.entries(sessionStorage).find(([key]) => key.startsWith('oauth:grant:'))?.[1];
    return grant && String(JSON.parse(grant).refreshToken);
  });
}

/** Signs in a tab. The authorization server already knows Ada, so it asks for no password. */
async function signInAgain(tab: Page): Promise<void> {
  await tab.getByRole('button', { name: 'Sign in' }).click();
  await tab.getByRole('button', { name: 'Allow', exact: true }).click();
  await expect(tab.getByText('Ada Lovelace', { exact: true })).toBeVisible();
  // The tools load above the session panel and could move its buttons during a press.
  await expect(tab.getByRole('link', { name: 'Who am I' })).toBeVisible();
}

function revocations(context: BrowserContext): () => number {
  let count = 0;
  context.on('request', (request) => {
    if (request.method() === 'POST' && new URL(request.url()).pathname.endsWith('/revoke')) count += 1;
  });
  return () => count;
}

test(`${TABS} tabs have separate grants, and a sign-out ends them all`, { tag: '@thorough' }, async ({
  context,
  page,
  ada,
}) => {
  const tokenRequests = countTokenRequests(page);
  const revoked = revocations(context);
  const others = await Promise.all(Array.from({ length: TABS - 1 }, () => context.newPage()));
  const tabs = [page, ...others];
  await Promise.all(tabs.map((tab) => tab.goto('/tools')));
  await Promise.all(tabs.map((tab) => tab.getByRole('button', { name: 'Sign in' }).click()));
  // Once the server knows the user, it asks for no password, so all tabs show the page before the first sign-in.
  const asked = tabs.map((tab) => tab.getByRole('button', { name: 'Sign in and allow' }));
  await Promise.all(asked.map((button) => expect(button).toBeVisible()));
  await Promise.all(tabs.map((tab) => ada.allow(tab)));
  await Promise.all(tabs.map((tab) => expect(tab.getByText('Ada Lovelace', { exact: true })).toBeVisible()));
  expect(tokenRequests()).toBe(TABS);

  const first = await Promise.all(tabs.map(refreshTokenOf));
  await Promise.all(tabs.map((tab) => tab.getByRole('button', { name: 'Refresh the token now' }).click()));
  await expect
    .poll(async () => (await Promise.all(tabs.map(refreshTokenOf))).some((token) => first.includes(token)))
    .toBe(false);
  const second = await Promise.all(tabs.map(refreshTokenOf));
  expect(new Set([...first, ...second]).size, 'no two grants share a refresh token').toBe(2 * TABS);
  expect(tokenRequests()).toBe(2 * TABS);

  await page.getByRole('button', { name: 'Sign out' }).click();
  await Promise.all(
    others.map((tab) => expect(tab.getByText('You signed out in another tab')).toBeVisible()),
  );
  expect(await Promise.all(others.map(refreshTokenOf))).toEqual(others.map(() => undefined));
  await expect(page.getByRole('heading', { name: 'Sign out here?' })).toBeVisible();
  await expectAxeClean(page);
  expect(await refreshTokenOf(page)).toBeUndefined();
  await expect.poll(revoked).toBe(TABS);
});

test('a tab that closes during its refresh does not affect another tab', { tag: '@thorough' }, async ({
  context,
  page,
  ada,
}) => {
  await ada.signIn(page);
  const other = await context.newPage();
  await other.goto('/tools');
  await signInAgain(other);
  const refreshing = other.waitForRequest(
    (request) => request.method() === 'POST' && request.url().endsWith('/token'),
  );
  await other.getByRole('button', { name: 'Refresh the token now' }).click({ noWaitAfter: true });
  await refreshing;
  await other.close();
  await page.getByRole('button', { name: 'Refresh the token now' }).click();
  await page.getByRole('link', { name: 'Who am I' }).click();
  await page.getByRole('button', { name: 'Call Who am I' }).click();
  await expect(page.getByText('"subject"')).toBeVisible();
  await page.reload();
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
});

test('a copy of a tab during a refresh does not use the grant', { tag: '@thorough' }, async ({
  context,
  page,
  ada,
}) => {
  await ada.signIn(page);
  const tokenRequests = countTokenRequests(page);
  const opened = context.waitForEvent('page');
  await page.evaluate(() => {
    const refresh = [...document.querySelectorAll('button')].find(({ textContent }) =>
      textContent?.startsWith('Refresh the token'),
    );
    refresh?.click();
    window.open('/tools');
  });
  const copy = await opened;
  await expect(copy.getByText('This tab is a copy of another one')).toBeVisible();
  expect(tokenRequests(), 'only the original refreshes').toBe(1);
  await signInAgain(copy);
  await Promise.all([page, copy].map((tab) => tab.reload()));
  await Promise.all(
    [page, copy].map((tab) => expect(tab.getByText('Ada Lovelace', { exact: true })).toBeVisible()),
  );
});

test('only one of two tabs takes the lock of a dead document', { tag: '@thorough' }, async ({
  context,
  page,
  ada,
  watch,
}) => {
  // The page /icon.svg names no icon. So the browser requests the default icon, and gets a 404.
  watch.allowConsoleError(/favicon|status of 404/);
  await ada.signIn(page);
  const entries = await page.evaluate(() => ({ ...sessionStorage }));
  await page.close();
  const id = String(JSON.parse(entries['oauth:tab'] ?? '').id);
  // This page has the lock and does not reply, like a document that has crashed without releasing the lock.
  const dead = await context.newPage();
  await dead.goto('/icon.svg');
  await dead.evaluate(
    (name) =>
      new Promise<void>((held) => {
        const request = navigator.locks.request(name, () => {
          held();
          return new Promise(() => {});
        });
        // The request rejects when another tab steals the lock, as intended.
        request.catch(() => {});
      }),
    `oauth:tab:${id}`,
  );
  const tokenRequests = countTokenRequests(dead);
  const tabs = await Promise.all([context.newPage(), context.newPage()]);
  // When both tabs wait for the lock, this script ends the timeout of both at the same moment.
  let waiting = 0;
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  await context.exposeFunction('untilBothWait', () => {
    waiting += 1;
    if (waiting === tabs.length) end();
    return ended;
  });
  for (const tab of tabs) {
    await tab.addInitScript((entries) => {
      for (const [key, value] of Object.entries(entries)) sessionStorage.setItem(key, value);
      const { setTimeout, clearTimeout } = window;
      let held: number | undefined;
      Object.assign(window, {
        setTimeout(run: () => void, ms?: number) {
          if (ms !== 1_750 || held !== undefined) return setTimeout(run, ms);
          // No timeout of the browser has this ID.
          held = -1;
          Reflect.get(window, 'untilBothWait')().then(() => held === -1 && run());
          return held;
        },
        clearTimeout(id?: number) {
          if (id === -1) held = 0;
          else clearTimeout(id);
        },
      });
    }, entries);
  }
  await Promise.all(tabs.map((tab) => tab.goto('/tools')));
  const isOwner = (tab: Page) =>
    tab
      .getByText('Ada Lovelace', { exact: true })
      .or(tab.getByText('This tab is a copy of another one'))
      .textContent()
      .then((text) => text === 'Ada Lovelace');
  expect((await Promise.all(tabs.map(isOwner))).sort()).toEqual([false, true]);
  expect(tokenRequests()).toBe(1);
});

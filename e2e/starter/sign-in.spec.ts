import { countTokenRequests, expect, expectAxeClean, test } from '../fixtures.ts';

/** The address of either lane's sign-in page. */
const atAuthorizationServer = /\/(idp\/authorize|interaction\/)/;

test('signs in, calls a tool and shows its result', { tag: '@core' }, async ({ page, ada }) => {
  await ada.signIn(page);
  await page.getByRole('link', { name: 'List notes' }).click();
  await page.getByLabel('At most').fill('1');
  await page.getByRole('button', { name: 'Call List notes' }).click();
  await expect(page.getByText('The verifier never travels with the code.')).toBeVisible();
  await expect(page.getByText('A challenge may be public.')).toBeHidden();
  await expectAxeClean(page);
});

test('comes back to the deep link it was opened with, by exactly one token request', async ({
  page,
  ada,
}) => {
  const tokenRequests = countTokenRequests(page);
  await page.goto('/tools/list_notes?from=a-link');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await ada.allow(page);
  await expect(page.getByRole('button', { name: 'Call List notes' })).toBeVisible();
  expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/tools/list_notes?from=a-link');
  expect(tokenRequests()).toBe(1);
});

test('takes the code out of the address before the page loads anything with it', async ({ page, ada }) => {
  const referrers: string[] = [];
  page.on('request', (request) => referrers.push(request.headers().referer ?? ''));
  await ada.signIn(page);
  expect(page.url()).not.toContain('code=');
  expect(referrers.filter((referrer) => referrer.includes('code='))).toEqual([]);
});

test('survives a reload before, during and after the sign-in', async ({ page, ada }) => {
  await page.goto('/');
  await page.reload();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(atAuthorizationServer);
  await page.reload();
  await ada.allow(page);
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
});

test('signs two tabs in at once, each with its own grant', async ({ context, ada }) => {
  const tabs = await Promise.all([context.newPage(), context.newPage()]);
  await Promise.all(tabs.map((tab) => tab.goto('/tools')));
  await Promise.all(tabs.map((tab) => tab.getByRole('button', { name: 'Sign in' }).click()));
  await Promise.all(tabs.map((tab) => tab.waitForURL(atAuthorizationServer)));
  for (const tab of tabs) {
    await ada.allow(tab);
    await expect(tab.getByText('Ada Lovelace', { exact: true })).toBeVisible();
  }
});

test('gets a new access token when asked to, and when the old one was refused', { tag: '@core' }, async ({
  page,
  ada,
}) => {
  await ada.signIn(page);
  const tokenRequests = countTokenRequests(page);
  await page.getByRole('button', { name: 'Refresh the token now' }).click();
  await expect.poll(tokenRequests).toBe(1);
  await expect(page.getByRole('button', { name: 'Refresh the token now' })).toHaveAttribute(
    'aria-busy',
    'false',
  );
});

test('refreshes an expired access token silently, with the next call', {
  tag: '@core',
}, async ({ page, ada }) => {
  await page.clock.install();
  await ada.signIn(page);
  await expect(page.getByRole('link', { name: 'Who am I' })).toBeVisible();
  const tokenRequests = countTokenRequests(page);
  await page.clock.fastForward('16:00');
  await expect(page.getByText('expired; the next call gets a new one')).toBeVisible();
  await page.getByRole('link', { name: 'Who am I' }).click();
  await page.getByRole('button', { name: 'Call Who am I' }).click();
  await expect(page.getByText('"subject"')).toBeVisible();
  expect(tokenRequests()).toBe(1);
});

test('says which permission a tool needs that was not given', async ({ page, ada }) => {
  await ada.signIn(page);
  await page.getByRole('link', { name: 'Add a note' }).click();
  await page.getByLabel('Text').fill('A note');
  await page.getByRole('button', { name: 'Call Add a note' }).click();
  await expect(page.getByText('This needs a permission you have not given')).toBeVisible();
  await expect(page.getByText('notes:write')).toBeVisible();
  await expectAxeClean(page);
});

test('a copy of a tab drops the grant and leaves the original signed in', { tag: '@core' }, async ({
  page,
  context,
  ada,
}) => {
  await ada.signIn(page);
  const opened = context.waitForEvent('page');
  await page.evaluate(() => void window.open('/tools'));
  const copy = await opened;
  await expect(copy.getByText('This tab is a copy of another one')).toBeVisible();
  await page.reload();
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
});

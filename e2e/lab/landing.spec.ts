import { expect, expectAxeClean, test } from '../fixtures.ts';

test('the landing page runs the flow after a press, and shows its messages', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Run again' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Run the whole flow here' }).click();
  await expect(page.getByRole('button', { name: /tools\/call, bearer/ })).toBeVisible();
  await expect(page.getByText(/This run: 9 messages; the servers took \d+ ms/)).toBeVisible();
  const request = page.getByRole('region', { name: 'Message 7 of this run' });
  await page.getByRole('button', { name: /POST \/token, code/ }).click();
  await expect(request.getByRole('button', { name: 'Reveal code_verifier' })).toBeVisible();
  await expect(page, 'a message is shown in the run of this page').toHaveURL('/');
  await expectAxeClean(page);
  await page.getByRole('button', { name: /POST \/token, code/ }).click();
  await expect(request).toHaveCount(0);
  for (const [screen, address, title] of [
    ['Learn', /\/learn\/working$/, 'What does it look like working? PKCE Lab'],
    ['Attack', /\/attack\/code-interception$/, 'Code interception. PKCE Lab'],
    ['Check a server', /\/check$/, 'Check a server. PKCE Lab'],
  ] as const) {
    await page.getByRole('main').getByRole('link', { name: screen, exact: true }).click();
    await expect(page).toHaveURL(address);
    await expect(page).toHaveTitle(title);
    await page.goBack();
    await expect(page).toHaveURL('/');
  }
});

test('if the user allows motion, the flow runs automatically when it scrolls into view', {
  tag: '@thorough',
}, async ({ page }) => {
  const lastMessage = page.getByRole('button', { name: /tools\/call, bearer/ });
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await page.goto('/');
  await expect(lastMessage).toBeVisible();

  await page.setViewportSize({ width: 390, height: 844 });
  await page.reload();
  await expect(page.getByRole('button', { name: 'Run the whole flow here' })).toBeVisible();
  await page.mouse.wheel(0, 500);
  await expect(lastMessage).toBeVisible();
});

test('an unknown address of the lab says so, and links to a page that exists', { tag: '@thorough' }, async ({
  page,
}) => {
  for (const [address, title, first] of [
    ['/learn/unknown', 'There is no chapter at this address', /\/learn\/working$/],
    ['/attack/unknown', 'There is no attack at this address', /\/attack\/code-interception$/],
    [
      '/attack/challenge/unknown',
      'There is no challenge at this address',
      /\/attack\/challenge\/[\w-]+\?server=\d+$/,
    ],
  ] as const) {
    await page.goto(address);
    await expect(page.getByRole('heading', { name: title })).toBeVisible();
    await expectAxeClean(page);
    await page.getByRole('main').getByRole('link').click();
    await expect(page).toHaveURL(first);
  }
});

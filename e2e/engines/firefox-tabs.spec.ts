import { expect, test } from '../fixtures.ts';

// Firefox opens no tab without a press. Playwright turns this off.
test.use({
  launchOptions: [
    ({ launchOptions }, use) =>
      use({
        ...launchOptions,
        firefoxUserPrefs: { ...launchOptions.firefoxUserPrefs, 'dom.disable_open_during_load': true },
      }),
    { scope: 'worker' },
  ],
});

test('without a press the browser opens no tab, and the attack waits for a press', { tag: '@core' }, async ({
  page,
  context,
}) => {
  await page.goto('/attack/duplicated-tab');
  await expect(page.getByRole('button', { name: 'Attack the weak one' })).toBeEnabled();
  // Playwright gives its scripts the user activation of a press, so this script waits until the browser drops it.
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const timer = setInterval(() => {
          if (navigator.userActivation.isActive) return;
          clearInterval(timer);
          const buttons = [...document.querySelectorAll('button')];
          buttons.find(({ textContent }) => textContent === 'Attack the weak one')?.click();
          resolve();
        });
      }),
  );
  await expect(page.getByText('This browser opens a tab only when you press a button.')).toBeVisible();
  expect(context.pages()).toHaveLength(1);
  await page.getByRole('button', { name: 'Open the tab' }).click();
  await expect(page.getByText('It worked, as message')).toBeVisible();
});

test('Back to a page after nothing happened is still signed in', { tag: '@core' }, async ({
  page,
  ada,
  watch,
}) => {
  // A text file names no icon, so the browser requests the default icon.
  watch.allowConsoleError(/status of 404/);
  await ada.signIn(page);
  await page.goto('/robots.txt');
  await page.goBack({ waitUntil: 'commit' });
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
});

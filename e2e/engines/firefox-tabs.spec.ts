import { withPreference } from '../browsers.ts';
import { expect, test } from '../fixtures.ts';

// This preference turns on the popup blocker of Firefox, which Playwright turns off.
test.use(withPreference('dom.disable_open_during_load', true));

test('without a press, no tab opens: the attack waits', { tag: '@core' }, async ({ page, context }) => {
  await page.goto('/attack/duplicated-tab');
  await expect(page.getByRole('button', { name: 'Play the weak scenario' })).toBeEnabled();
  // A script of Playwright has user activation, as after a press. So this script waits until the user activation ends.
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const timer = setInterval(() => {
          if (navigator.userActivation.isActive) return;
          clearInterval(timer);
          const buttons = [...document.querySelectorAll('button')];
          buttons.find(({ textContent }) => textContent === 'Play the weak scenario')?.click();
          resolve();
        });
      }),
  );
  await expect(page.getByText('This browser opens a tab only when you press a button.')).toBeVisible();
  expect(context.pages()).toHaveLength(1);
  await page.getByRole('button', { name: 'Open the tab' }).click();
  await expect(page.getByText('The attack worked, as message')).toBeVisible();
});

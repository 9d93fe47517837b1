import type { Locator, Page } from 'playwright/test';
import { attacks } from '../../src/lab/attack/attacks/index.ts';
import { expect, expectAxeClean, expectNoOverflow, test } from '../fixtures.ts';

type Attack = (typeof attacks)[number];

const inRuns = attacks.filter(({ needs }) => needs === undefined);
const inWindows = attacks.filter(({ needs }) => needs !== undefined);

async function play(page: Page, { title, slug, harmed, needs }: Attack): Promise<void> {
  await page.getByRole('navigation', { name: 'Attacks' }).getByRole('link', { name: title }).click();
  await expect(page).toHaveURL(new RegExp(`/attack/${slug}$`));
  await page.getByRole('button', { name: 'Play the weak scenario' }).click();
  if (needs === 'frame') await pressThePrize(page);
  const harm = page.getByRole('alert').filter({ hasText: 'The attack worked, as message' });
  await expect(harm).toContainText(harmed);
  await page.getByRole('button', { name: 'Play the defended scenario' }).click();
  await expect(page.getByText('The attack failed')).toBeVisible();
  await expect(page.getByText('The attack was refused in')).toBeVisible();
  await expectNoOverflow(page);
}

/** Plays an attack against a single defence. */
async function stopWith(page: Page, defence: string): Promise<void> {
  await page.getByLabel('A single defence').selectOption(defence);
  const panel = page.locator('section', { hasText: `With ${defence} alone` });
  await panel.getByRole('button', { name: 'Play this scenario' }).click();
  await expect(panel.getByText('The attack failed'), defence).toBeVisible();
}

/** Presses the visible button. The invisible page above the button gets the click. */
async function pressThePrize(page: Page): Promise<void> {
  const consent = page.frameLocator('iframe').getByRole('button', { name: 'Allow', exact: true });
  await consent.waitFor();
  const prize = page.getByText('Claim the prize');
  const placeOf = async (element: Locator) =>
    Object.values((await element.boundingBox()) ?? {}).map(Math.round);
  const allow = await placeOf(consent);
  await expect.poll(() => placeOf(prize), 'the prize lies exactly under the invisible button').toEqual(allow);
  await prize.scrollIntoViewIfNeeded();
  const box = await prize.boundingBox();
  if (!box) throw new Error('There is no prize.');
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
}

test('each attack without windows harms only the weak scenario', { tag: '@thorough' }, async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/attack');
  for (const attack of inRuns) await test.step(attack.title, () => play(page, attack));
  await expect(page.getByText(`${2 * inRuns.length} of ${3 * attacks.length} points`)).toBeVisible();
  await expectAxeClean(page);
});

for (const played of [inWindows.slice(0, 2), inWindows.slice(2)]) {
  const titles = played.map(({ title }) => title).join(' and ');
  test(`in real windows, an attack harms only the weak scenario: ${titles}`, { tag: '@thorough' }, async ({
    page,
    watch,
  }) => {
    // If the browser refuses to frame the page, it logs an error.
    if (played.some(({ needs }) => needs === 'frame')) watch.allowConsoleError(/frame-ancestors 'none'/);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/attack');
    for (const attack of played) {
      await test.step(attack.title, async () => {
        await play(page, attack);
        for (const defence of attack.stoppedBy) await stopWith(page, defence);
      });
    }
    await expect(page.getByText(`${2 * played.length} of ${3 * attacks.length} points`)).toBeVisible();
    await expectAxeClean(page);
    await page.getByRole('link', { name: 'Attacks × defences' }).click();
    const named = played.flatMap(({ stoppedBy }) => stoppedBy);
    await expect(page.getByRole('definition').filter({ hasText: 'stopped' })).toHaveCount(named.length);
  });
}

test('an attack in real windows works in a development build, in which React mounts every page twice', {
  tag: '@thorough',
}, async ({ page }) => {
  for (const { slug, title } of inWindows.filter(({ needs }) => needs === 'tabs')) {
    await test.step(title, async () => {
      await page.goto(`http://localhost:5173/attack/${slug}`);
      await page.getByRole('button', { name: 'Play the weak scenario' }).click();
      await expect(
        page.getByRole('alert').filter({ hasText: 'The attack worked, as message' }),
      ).toBeVisible();
    });
  }
});

test('a closed tab ends its attack, and the next attack works', { tag: '@core' }, async ({ page }) => {
  await page.goto('/attack/code-in-referer');
  const step = page.getByRole('button', { name: 'Only the next step' }).first();
  const done = page.getByRole('list', { name: 'Steps' }).first().getByText('(done)');
  await step.click();
  await expect(done).toHaveCount(1);
  const [opened] = await Promise.all([page.waitForEvent('popup'), step.click()]);
  await expect(done).toHaveCount(2);
  await opened.close();
  await step.click();
  await expect(
    page.getByText('The tab of this attack was closed. Start the attack again to open a new tab.'),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Play the weak scenario' }).click();
  await expect(page.getByText('The attack worked, as message')).toBeVisible();
});

test('in a browser that opens a tab only on a press, an attack waits for the press', {
  tag: '@thorough',
}, async ({ page }) => {
  // This script imitates WebKit, which drops user activation after an await.
  await page.addInitScript(() => {
    const open = window.open.bind(window);
    let pressed = false;
    const press = () => {
      pressed = true;
      setTimeout(() => {
        pressed = false;
      });
    };
    addEventListener('click', press, { capture: true });
    window.open = (...wanted) => (pressed ? open(...wanted) : null);
  });
  for (const { slug } of inWindows.filter(({ needs }) => needs === 'tabs')) {
    await test.step(slug, async () => {
      await page.goto(`/attack/${slug}`);
      await page.getByRole('button', { name: 'Play the weak scenario' }).click();
      const harm = page.getByText('The attack worked, as message');
      const openTab = page.getByRole('button', { name: 'Open the tab' });
      await expect(openTab.or(harm)).toBeVisible();
      if (slug !== 'storage-race') {
        await expectAxeClean(page);
        await openTab.click();
      }
      await expect(harm).toBeVisible();
      await expect(openTab).toBeHidden();
    });
  }
});

test('an attack can start again after another attack stopped it', { tag: '@thorough' }, async ({ page }) => {
  await page.goto('/attack/duplicated-tab');
  const weak = page.locator('section', { hasText: 'The weak scenario' });
  await weak.getByRole('button', { name: 'Only the next step' }).click();
  await expect(weak.getByText('(done)')).toHaveCount(1);
  // The attack now waits for a message in the middle, because the copy of the app waits for its first response.
  await page.getByRole('checkbox', { name: 'Pause before every message' }).check();
  await weak.getByRole('button', { name: 'Play the weak scenario' }).click();
  await expect(page.getByText(/^Paused before message/)).toBeVisible();
  await page.getByRole('button', { name: 'Play the defended scenario' }).click();
  await expect(weak.getByText('This attack was stopped because another attack started.')).toBeVisible();
  await page.getByRole('checkbox', { name: 'Pause before every message' }).uncheck();
  await expect(page.getByText('The attack failed')).toBeVisible();
  await weak.getByRole('button', { name: 'Play the weak scenario' }).click();
  await expect(weak.getByText('The attack worked, as message')).toBeVisible();
});

test('the question after an attack explains each answer', { tag: '@thorough' }, async ({ page }) => {
  await page.goto('/attack/mix-up');
  const check = page.getByRole('button', { name: 'Check the answer' });
  await check.click();
  await expect(page.getByText('Choose at least one line.')).toBeVisible();
  await page.getByRole('checkbox', { name: 'PKCE' }).check();
  await check.click();
  await expect(
    page.getByText('PKCE does not help here. The client sends the verifier with the code'),
  ).toBeVisible();
  await page.getByRole('checkbox', { name: 'PKCE' }).uncheck();
  await page.getByRole('checkbox', { name: 'iss' }).check();
  await check.click();
  await expect(page.getByText('Correct')).toBeVisible();
  const alone = page.getByLabel('A single defence');
  const attackAgain = page.getByRole('button', { name: 'Play this scenario' });
  await alone.selectOption('PKCE');
  await attackAgain.click();
  await expect(page.getByText('The attack worked, as message')).toBeVisible();
  await alone.selectOption('iss');
  await attackAgain.click();
  await expect(page.getByText('The response names another issuer')).toBeVisible();
  await page.reload();
  await expect(page.getByText(`1 of ${3 * attacks.length} points`)).toBeVisible();

  await page.goto('/attack/exported-key');
  await expect(page.getByRole('checkbox', { name: 'DPoP', exact: true })).toHaveCount(0);
  await page.getByRole('checkbox', { name: 'server nonce' }).check();
  await check.click();
  await expect(page.getByText('server nonce does not help here. The server gives its nonce')).toBeVisible();
  await page.getByRole('checkbox', { name: 'server nonce' }).uncheck();
  await page.getByRole('checkbox', { name: 'non-extractable key' }).check();
  await check.click();
  await expect(page.getByText('Stopped by non-extractable key.')).toBeVisible();
  await expect(alone.getByRole('option', { name: 'DPoP', exact: true })).toHaveCount(0);
  await alone.selectOption('non-extractable key');
  await attackAgain.click();
  await expect(
    page.getByText('The browser did not export the private key: InvalidAccessError.'),
  ).toBeVisible();
  await expectAxeClean(page);
});

test('each attack links to the next, and the page of limits says for each limit what helps', {
  tag: '@thorough',
}, async ({ page }) => {
  await page.goto('/attack/duplicated-tab');
  await page.getByRole('link', { name: 'Next attack: Clickjacked consent' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Clickjacked consent' })).toBeVisible();
  await page.getByRole('link', { name: 'Next: write an attack yourself' }).click();
  await expect(page.getByText('Challenge 1 of 6')).toBeVisible();
  await page.goto('/attack/limits');
  await expect(page.getByText('What helps.')).toHaveCount(3);
  await expectAxeClean(page);
});

test('an attack can be played step by step with only the keyboard', {
  tag: ['@core', '@thorough'],
}, async ({ page }) => {
  await page.goto('/attack/code-interception');
  const step = page.getByRole('button', { name: 'Only the next step' }).first();
  const steps = page.getByRole('list', { name: 'Steps' }).first().getByRole('listitem');
  await expect(steps).toHaveCount(attacks[0]?.steps.length ?? 0);
  // Until the app runs, the page shows prerendered text with a disabled button.
  await expect(step).toBeEnabled();
  await step.focus();
  for (let done = 1; done <= (attacks[0]?.steps.length ?? 0); done += 1) {
    await page.keyboard.press('Enter');
    await expect(steps.filter({ hasText: '(done)' })).toHaveCount(done);
  }
  await expect(page.getByText('The attack worked, as message')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'The attacker’s console' })).toBeVisible();
  await expect(page.getByText('holds the code')).toBeVisible();
  const reveal = page.getByRole('button', { name: 'Reveal the code' });
  await expect(page.getByRole('button', { name: /^[\w-]{43}$/ })).toHaveCount(0);
  await reveal.press('Enter');
  await expect(page.getByRole('button', { name: /^[\w-]{43}$/ })).toHaveCount(1);
});

test('a worker searches for a weak verifier, and can be stopped', { tag: '@thorough' }, async ({ page }) => {
  await page.goto('/attack/weak-verifier');
  await page.getByLabel('Unknown bits').selectOption('24');
  await page.getByRole('button', { name: 'Search for the verifier' }).click();
  await expect(page.getByRole('cell', { name: /^10[⁰¹²³⁴⁵⁶⁷⁸⁹]+ years$/ })).toHaveCount(3);
  await page.getByRole('button', { name: 'Stop the search' }).click();
  await expect(page.getByText('Stopped. The measured rate stays visible.')).toBeVisible();
  await expectAxeClean(page);
});

// `matrix.test.ts` plays the same cells in Node.
test('the matrix runs in the tab, and can be stopped and rerun', { tag: '@thorough' }, async ({ page }) => {
  test.slow();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/attack/matrix');
  await expect(page.getByRole('cell', { name: 'not played' }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Play each defence alone' }).click();
  await expect(page.getByRole('cell', { name: 'stopped' }).first()).toBeVisible();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.getByText(/cells played, each defence alone: stopped/)).toBeVisible();
  await page.getByRole('button', { name: 'Play every defence except one' }).click();
  await expect(page.getByText(/^(\d+) of \1 cells played, every defence except one$/)).toBeVisible({
    // The matrix plays 256 whole attacks.
    timeout: 90_000,
  });
  await expectNoOverflow(page, 'only the table scrolls sideways');
  await expectAxeClean(page);
});

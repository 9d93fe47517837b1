import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright/test';
import { chapters } from '../../src/lab/learn/chapters/index.ts';
import { solutions } from '../../src/lab/learn/chapters/solutions.ts';
import { further } from '../../src/lab/learn/further/index.ts';
import { expect, expectAxeClean, expectNoOverflow, test } from '../fixtures.ts';
import { expectBlueBefore } from './blue-press.ts';
import { openExercise, performByKeyboard, pressByKeyboard } from './perform.ts';

interface Step {
  slug: string;
  question: string;
  name: string;
}

const course: Step[] = chapters.map(({ slug, number, question }) => ({
  slug,
  question,
  name: `chapter ${number}`,
}));
const afterTheCourse: Step[] = further.map(({ slug, question }) => ({
  slug,
  question,
  name: `further chapter ${slug}`,
}));
/** The chapters in portions. Each portion is one test, and as long as one visit of a learner. */
const portions = [
  course.slice(0, 2),
  course.slice(2, 5),
  course.slice(5, 10),
  course.slice(10),
  afterTheCourse.slice(0, 3),
  afterTheCourse.slice(3),
];

/** In these chapters an attacker is refused, so an alert, which is bad news, must not be shown. */
const ATTACKED = ['out-and-back', 'finding-the-server', 'how-clients-are-known'];

const provenIn = (page: Page) =>
  page.getByRole('navigation', { name: 'Chapters' }).getByText('proven', { exact: true });

/** Opens the first chapter by its address, and each later chapter with the link at the end of the previous chapter. */
async function open(page: Page, { slug, question }: Step, isFirst: boolean): Promise<void> {
  if (isFirst) await page.goto(`/learn/${slug}`);
  else await pressByKeyboard(page.getByRole('link', { name: `Next: ${question}`, exact: true }));
  await expect(page).toHaveURL(new RegExp(`/learn/${slug}$`));
  await expect(page.getByRole('heading', { level: 1, name: question })).toBeInViewport();
  if (!isFirst) await expect(page.getByRole('main'), 'the link that had the focus is gone').toBeFocused();
}

for (const [at, portion] of portions.entries()) {
  const titles = portion.map(({ name }) => name).join(', ');
  test(`on a phone, the blue buttons lead to the proof: ${titles}`, {
    tag: at > 0 ? '@thorough' : [],
  }, async ({ page }) => {
    test.slow();
    await page.setViewportSize({ width: 390, height: 844 });
    for (const [before, chapter] of portion.entries()) {
      await test.step(chapter.name, async () => {
        await open(page, chapter, before === 0);
        await expect(provenIn(page)).toHaveCount(before);
        const acts = solutions[chapter.slug] ?? [];
        for (const [step, act] of acts.entries()) {
          await expectBlueBefore(page, acts, step);
          await performByKeyboard(page, act);
          if (!ATTACKED.includes(chapter.slug)) continue;
          await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
          await expect(page.getByRole('alert'), 'a refused or stopped attacker is no bad news').toHaveCount(
            0,
          );
        }
        await expect(provenIn(page)).toHaveCount(before + 1);
        await expect(
          page.locator('main .bg-accent-fill'),
          'only the link to the next chapter is blue',
        ).toHaveText([/^Next: /]);
        await expectNoOverflow(page);
        await expectAxeClean(page);
        await page.emulateMedia({ colorScheme: 'light' });
      });
    }
  });
}

test('the first chapter can be solved with only the keyboard, one message at a time', {
  tag: ['@core', '@thorough'],
}, async ({ page }) => {
  await openExercise(page, 'working');
  await page.getByRole('checkbox', { name: 'Pause before every message' }).focus();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Run the sign-in' }).focus();
  await page.keyboard.press('Enter');
  const proven = page.getByRole('navigation', { name: 'Chapters' }).getByText('proven', { exact: true });
  const done = page.getByText('10 of 10, as the log shows them');
  for (let message = 1; (await done.count()) === 0; message += 1) {
    await expect(page.getByText(`Paused before message ${message}.`).or(done).first()).toBeVisible();
    // The button that sends the next message already has the focus.
    if ((await done.count()) === 0) await page.keyboard.press('Enter');
  }
  for (const act of (solutions.working ?? []).slice(-3)) await performByKeyboard(page, act);
  await expect(proven).toHaveCount(1);
  await page.reload();
  await expect(proven, 'progress is kept').toHaveCount(1);
  await page.getByRole('button', { name: 'Reset progress' }).press('Enter');
  await page.getByRole('button', { name: 'Yes, reset' }).press('Enter');
  await expect(proven).toHaveCount(0);
});

test('after a code was redeemed with the secret, a fresh code without the secret is refused', {
  tag: '@thorough',
}, async ({ page }) => {
  await openExercise(page, 'why-no-secret');
  const press = (name: string | RegExp) => page.getByRole('button', { name, exact: true }).click();
  const pause = page.getByRole('checkbox', { name: 'Pause before every message' });
  await pause.check();
  await press('Sign a person in, and take the code');
  for (const message of [1, 2, 3]) {
    await expect(page.getByText(`Paused before message ${message}.`)).toBeVisible();
    await press('Drop');
  }
  await expect(page.getByText('no response to the message that you dropped')).toBeVisible();
  await expect(page.getByText('A server took too long')).toHaveCount(0);
  await pause.uncheck();
  await press('Sign a person in, and take the code');
  await page.getByLabel('Search the bundle').fill('client_secret');
  await press(/^Take the value/);
  await press('Redeem the stolen code');
  await expect(page.getByText('issued the attacker tokens')).toBeVisible();
  await press('Take a fresh code');
  await press('Leave out the secret');
  await press('Redeem the stolen code');
  await expect(page.getByText('refused the message: client authentication failed')).toBeVisible();
  await expect(page.getByText(/^Proven\./)).toBeVisible();
});

/** The messages that a tab sends or receives until the authorization response. */
const OWN_MESSAGES = [
  'tools/list, no token',
  'GET oauth-protected-resource',
  'GET oauth-authorization-server',
  'sign in, consent',
];

test('the page replaces, reports or closes a second tab, and explains the race', {
  tag: '@thorough',
}, async ({ page }) => {
  test.slow();
  await openExercise(page, 'where-the-verifier-lives');
  const race = page.getByRole('button', { name: 'Sign in twice, a record in each tab' });
  const pause = page.getByRole('checkbox', { name: 'Pause before every message' });
  const bothSignedIn = page.getByText('This tab: 200. The second tab: 200.');
  const closed = page.getByText('The second tab was closed. Try again to open another one.');
  const openedByRace = async () => {
    const [opened] = await Promise.all([page.waitForEvent('popup'), race.click()]);
    return opened;
  };
  await test.step('the race for one slot', async () => {
    await page.getByRole('button', { name: 'Sign in twice, one shared slot' }).click();
    const reason = page.locator('p', { hasText: 'This client compares no state' });
    const brought = (await reason.locator('span.font-mono').textContent()) ?? '';
    expect(brought).toMatch(/^[\w-]{20,}$/);
    await expect(reason.getByRole('link', { name: 'RFC 9700 §2.1' })).toBeVisible();
    const slot = page.locator('dd', { hasText: 'pending-sign-in' });
    await expect(slot).toContainText('state ');
    await expect(slot, 'the slot has another state').not.toContainText(brought);
    await race.click();
    await expect(bothSignedIn).toBeVisible();
    await expect(reason).toHaveCount(0);
    for (const tab of page.context().pages()) if (tab !== page) await tab.close();
  });
  await test.step('the second tab closes at once', async () => {
    page.once('popup', (opened) => void opened.close());
    await race.click();
    await expect(closed).toBeVisible();
  });
  await test.step('the second tab fails', async () => {
    await pause.check();
    await openedByRace();
    await page.bringToFront();
    for (const own of OWN_MESSAGES)
      await page.getByRole('button', { name: `Send ${own}`, exact: true }).click();
    // The test drops three messages of the second tab: the first call, and the requests for metadata at both locations.
    for (let message = 1; message <= 3; message += 1) {
      await page.getByRole('button', { name: 'Drop', exact: true }).click();
    }
    await expect(
      page.getByText('The second tab stopped: A server could not be reached from this page'),
    ).toBeVisible();
    await pause.uncheck();
    await race.click();
    await expect(bothSignedIn).toBeVisible();
  });
  await test.step('the second tab is closed in the race', async () => {
    await pause.check();
    await race.click();
    await expect(page.getByText(/^Paused before message/)).toBeVisible();
    await expect(page.locator('main [aria-busy=true]'), 'only the pressed button is busy').toHaveText(
      'Sign in twice, a record in each tab',
    );
    for (const tab of page.context().pages()) if (tab !== page) await tab.close();
    await pause.uncheck();
    await expect(closed).toBeVisible();
  });
  await test.step('it navigates away', async () => {
    const led = await openedByRace();
    await expect(bothSignedIn).toBeVisible();
    await led.getByRole('link', { name: 'Home', exact: true }).click();
    await expect(led.getByRole('heading', { name: 'The second tab' })).toBeHidden();
    const another = await openedByRace();
    await expect(bothSignedIn).toBeVisible();
    await another.close();
  });
  await test.step('the learner leaves the chapter', async () => {
    await pause.check();
    const opened = await openedByRace();
    await expect(page.getByText(/^Paused before message/)).toBeVisible();
    await expect(opened.getByRole('heading', { name: 'The second tab' })).toBeVisible();
    await Promise.all([
      opened.waitForEvent('close'),
      page.getByRole('link', { name: 'Attack', exact: true }).click(),
    ]);
  });
});

test('a dropped message stops the run; a changed one is refused', { tag: '@thorough' }, async ({ page }) => {
  await openExercise(page, 'working');
  await page.getByRole('checkbox', { name: 'Pause before every message' }).check();
  const run = page.getByRole('button', { name: 'Run the sign-in' });
  await run.click();
  // The test drops the first call, and the requests for metadata at both locations. The client then gives up.
  for (let message = 1; message <= 3; message += 1) {
    await page.getByRole('button', { name: 'Drop', exact: true }).click();
  }
  await expect(page.getByText('no response to the message that you dropped')).toBeVisible();
  await expectAxeClean(page);

  await run.click();
  const send = (name: string) => page.getByRole('button', { name: `Send ${name}`, exact: true });
  await send('tools/list, no token').click();
  await send('GET oauth-protected-resource').click();
  await send('GET oauth-authorization-server').click();
  await page.getByText('View or change it').click();
  const address = page.getByLabel('Address');
  await address.fill('https://elsewhere.example/');
  await send('open /authorize').click();
  await expect(page.getByText('The address must begin with http')).toBeVisible();
  const origin = new URL(page.url()).origin;
  await address.fill(`${origin}/idp/authorize?client_id=this-app&redirect_uri=https://evil.example/`);
  await send('open /authorize').click();
  await send('sign in, consent').click();
  await expect(page.getByText('The redirect_uri is not registered for this client.')).toBeVisible();
});

test('if the stored progress is damaged, the page says so and starts again', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('lab:progress', '{"proven":'));
  await page.goto('/learn');
  await expect(page.getByText('Your progress could not be read')).toBeVisible();
  await expect(page.getByText(`0 of ${chapters.length} proven`)).toBeVisible();
});

test('a press on a value marks the value wherever it occurs', { tag: '@thorough' }, async ({ page }) => {
  await openExercise(page, 'token-endpoint');
  await page.getByRole('button', { name: 'Get a code' }).click();
  await page.getByRole('button', { name: 'Send POST /token' }).click();
  await page.getByRole('tab', { name: 'Wire' }).click();
  await page.getByRole('button', { name: /open \/authorize/ }).click();
  const challenge = page
    .locator('dt', { hasText: /^code_challengeWith S256/ })
    .locator('..')
    .getByRole('button', { name: /^[\w-]{43}$/ });
  const value = (await challenge.textContent()) ?? '';
  await challenge.click();
  // The three places are the parameter, the value that the server computes from the verifier, and the stored challenge.
  await expect(page.getByRole('button', { name: value, pressed: true })).toHaveCount(3);
  await page.getByRole('tab', { name: 'Storage' }).click();
  const storage = page.getByRole('tabpanel', { name: 'Storage' });
  // The server stores the challenge beside the code. The storage of the tab does not contain the challenge.
  await expect(storage.getByRole('button', { name: value, pressed: true })).toHaveCount(1);
  const verifier = storage.getByRole('term').filter({ hasText: /^codeVerifier$/ });
  await expect(verifier.locator('xpath=following-sibling::dd').first()).toContainText('…');
});

test('a run can be exported without secrets, and opened and replayed', async ({ page }) => {
  await openExercise(page, 'working');
  await page.getByRole('button', { name: 'Run the sign-in' }).click();
  await expect(page.getByText('10 of 10, as the log shows them')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Run the sign-in' })).toHaveAttribute('aria-busy', 'false');
  await page.getByRole('tab', { name: 'Wire' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export as HAR' }).click();
  expect((await download).suggestedFilename()).toBe('pkce-lab.har');
  const text = await readFile(await (await download).path(), 'utf8');
  expect(text).toContain('code_challenge');
  // In the HAR, no value is long enough for a JWT, and no code or code_verifier for a secret.
  expect(text).not.toMatch(/eyJ[\w-]{40,}|code(_verifier)?=[\w-]{20,}/);
  await page
    .getByLabel('Open a HAR')
    .setInputFiles({ name: 'broken.har', mimeType: 'application/json', buffer: Buffer.from('{\n"log": }') });
  await expect(page.getByText('Line 2: this is not JSON.')).toBeVisible();
  await page
    .getByLabel('Open a HAR')
    .setInputFiles({ name: 'exported.har', mimeType: 'application/json', buffer: Buffer.from(text) });
  await expect(page.getByText('exported.har')).toBeVisible();
  await page
    .getByRole('button', { name: /hash, compare|POST \/token, code/ })
    .first()
    .click();
  await expect(page.getByRole('button', { name: 'Send it again' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Back to this run' }).click();
  await expectAxeClean(page);

  // A back-channel message can be sent again, and the server refuses the second use of a code.
  await page.getByRole('button', { name: /POST \/token, code/ }).click();
  await page.getByRole('button', { name: 'Send it again' }).click();
  await expect(page.getByRole('button', { name: /POST \/token, code.*400 refused/ })).toBeVisible();

  // The arrow keys move through the rows, and each row has an address.
  const rows = page.getByRole('list', { name: 'Exchanges, in order' });
  await rows.getByRole('button').first().focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#m2$/);
  const second = rows.getByRole('button', { expanded: true });
  await expect(second).toContainText('oauth-protected-resource');
  await page.keyboard.press('End');
  await expect(rows.getByRole('listitem').last().getByRole('button').first()).toBeFocused();
  await page.evaluate(() => location.assign('#m1'));
  await expect(rows.getByRole('button', { expanded: true })).toContainText('tools/list');
});

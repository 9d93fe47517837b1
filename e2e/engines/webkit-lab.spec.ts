import { attacks } from '../../src/lab/attack/attacks/index.ts';
import { chapters } from '../../src/lab/learn/chapters/index.ts';
import { solutions } from '../../src/lab/learn/chapters/solutions.ts';
import { further } from '../../src/lab/learn/further/index.ts';
import type { WebDriver } from './webdriver.ts';
import { allow, expect, perform, test } from './webkit-test.ts';

const lessons = [...chapters, ...further].map(({ slug }) => slug);

/** The pages of the lab that open without a press. */
const PAGES = [
  '/',
  ...lessons.map((slug) => `/learn/${slug}`),
  ...['exam', 'finish', 'glossary', 'recall', 'recording'].map((page) => `/learn/${page}`),
  ...attacks.map(({ slug }) => `/attack/${slug}`),
  ...['challenge', 'limits', 'matrix', 'mystery'].map((page) => `/attack/${page}`),
  '/check',
  '/connect',
  '/tools',
  '/notes',
];

for (const slug of lessons) {
  test(`the solution proves the chapter ${slug}`, async ({ webkit, baseURL }) => {
    await webkit.goto(`${baseURL}/learn/${slug}`);
    for (const act of solutions[slug] ?? []) {
      await webkit.settles();
      await perform(webkit, act);
    }
    await expect.poll(() => provenIn(webkit)).toEqual([slug]);
  });
}

/** The slugs of the proven chapters, as the browser stores them. */
function provenIn(webkit: WebDriver): Promise<string[]> {
  return webkit.run(() => {
    const { provenAt = {} } = JSON.parse(localStorage.getItem('lab:progress') ?? '{}');
    return Object.keys(provenAt);
  });
}

for (const { slug, harmed, needs } of attacks) {
  test(`the attack ${slug} harms only the weak scenario`, async ({ webkit, baseURL }) => {
    await webkit.goto(`${baseURL}/attack/${slug}`);
    const [first = ''] = await webkit.tabs();
    for (const [scenario, outcome] of [
      ['weak', 'The attack worked, as message'],
      ['defended', 'The attack failed'],
    ] as const) {
      await webkit.press(`Play the ${scenario} scenario`);
      if (needs === 'frame' && scenario === 'weak') await pressThePrize(webkit);
      await expect
        .poll(async () => {
          await webkit.switchTo(first);
          if (await webkit.offers('Open the tab')) await webkit.press('Open the tab');
          return webkit.text();
        })
        .toContain(outcome);
    }
    await webkit.sees(harmed);
    await webkit.sees('The attack was refused in');
  });
}

/** Presses the visible button. The invisible page above the button gets the click. */
async function pressThePrize(webkit: WebDriver): Promise<void> {
  await webkit.sees('Waiting for you');
  await expect
    .poll(() => webkit.run(() => document.querySelector('main [aria-hidden][style*=width]') !== null))
    .toBe(true);
  const [x, y] = await webkit.run(() => {
    const prize = [...document.querySelectorAll('main *')].findLast(
      ({ textContent }) => textContent?.trim() === 'Claim the prize',
    );
    prize?.scrollIntoView({ block: 'center' });
    const box = prize?.getBoundingClientRect() ?? new DOMRect();
    return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)] as const;
  });
  await webkit.clickAt(x, y);
}

// WebKitGTK makes the window wider than 390 pixels, because its toolbar needs more.
for (const width of [390, 1280]) {
  test(`no page is wider than its window (${width} pixels, or the least width of a window)`, async ({
    webkit,
    baseURL,
  }) => {
    await webkit.resize(width, 844);
    for (const path of PAGES) {
      await webkit.goto(baseURL + path);
      await webkit.settles();
      await expect
        .poll(() => webkit.run(() => document.querySelector('main h1')?.textContent ?? ''), path)
        .not.toBe('');
      expect(await webkit.run(() => document.documentElement.scrollWidth - innerWidth), path).toBe(0);
    }
  });
}

test('Check finds the sign-in of a server, and signs in to probe it', async ({ webkit, baseURL }) => {
  await webkit.goto(`${baseURL}/check`);
  await webkit.press('Check this server');
  await webkit.sees('A page can find its way to the sign-in.');
  await webkit.press('Agree to the probes');
  await webkit.press('Run “The correct request”');
  await allow(webkit);
  await webkit.sees('Run again “The correct request”');
  expect(await webkit.url()).toBe(`${baseURL}/check`);
  await webkit.press('Run “A wrong verifier”');
  await webkit.press('Allow');
  await webkit.sees('Run again “A wrong verifier”');
});

test('the lab records a sign-in, and the user can delete the recording', async ({ webkit, baseURL }) => {
  await webkit.goto(`${baseURL}/learn/recording`);
  await webkit.press('Record my sign-in');
  await webkit.press('Sign in, and come back here');
  await allow(webkit);
  await webkit.sees('messages. Press a message');
  await webkit.press('Stop and delete the recording');
  await webkit.reload();
  await webkit.sees('Sign out first');
});

import { attacks } from '../../src/lab/attack/attacks/index.ts';
import { chapters } from '../../src/lab/learn/chapters/index.ts';
import { openingOf, solutions } from '../../src/lab/learn/chapters/solutions.ts';
import { DPOP_APP } from '../dpop-app.ts';
import { evictStorage } from '../evict-storage.ts';
import { KEPT, tryToTakeKeys } from '../key-theft.ts';
import type { WebDriver } from './webdriver.ts';
import { allow, expect, perform, test } from './webkit-test.ts';

const SOUTHWIND = '/southwind/mcp';

test('the app signs in, calls a tool, gets a new access token, and signs out', {
  tag: '@every-engine',
}, async ({ webkit, signIn, baseURL }) => {
  await signIn();
  await webkit.press('List notes');
  await webkit.fill('At most', '1');
  await webkit.press('Call List notes');
  await webkit.sees('The verifier never travels with the challenge.');
  await webkit.press('Tools', 'header');
  const before = await refreshTokenOf(webkit);
  await webkit.press('Refresh the token now');
  await expect.poll(() => refreshTokenOf(webkit)).not.toBe(before);
  await webkit.reload();
  await webkit.sees('Signed in as');
  await webkit.press('Sign out', 'main');
  await webkit.sees('Sign out here?');
  expect(await refreshTokenOf(webkit)).toBeNull();
  await webkit.press('Sign out');
  await expect.poll(() => webkit.url()).toBe(`${baseURL}/`);
});

test('a copy of a tab drops the grant, and the original tab stays signed in', {
  tag: '@every-engine',
}, async ({ webkit, signIn }) => {
  await signIn();
  const [original = ''] = await webkit.tabs();
  // A link that keeps its opener copies the storage of the tab, as *Duplicate tab* does.
  await webkit.run(() => {
    const link = document.createElement('a');
    Object.assign(link, {
      href: '/tools',
      target: '_blank',
      rel: 'opener',
      textContent: 'A copy of this tab',
    });
    document.querySelector('main')?.append(link);
  });
  await webkit.press('A copy of this tab');
  await expect.poll(() => webkit.tabs()).toHaveLength(2);
  const [copy = ''] = (await webkit.tabs()).filter((tab) => tab !== original);
  await webkit.switchTo(copy);
  await webkit.sees('This tab is a copy of another one');
  await webkit.switchTo(original);
  await webkit.reload();
  await webkit.sees('Signed in as');
});

test('chapter 0 is proven by its solution, and stays proven after a reload', {
  tag: '@every-engine',
}, async ({ webkit, baseURL }) => {
  await webkit.goto(`${baseURL}/learn/${chapters[0]?.slug}`);
  for (const act of solutions[chapters[0]?.slug ?? ''] ?? []) await perform(webkit, act);
  const proven = `1 of ${chapters.length} proven`;
  await webkit.sees(proven);
  await webkit.reload();
  await webkit.sees(proven);
});

test('a field with a long value wraps the value and shows all of it', async ({ webkit, baseURL }) => {
  await webkit.goto(`${baseURL}/learn/token-endpoint`);
  const chapter = chapters.find(({ slug }) => slug === 'token-endpoint');
  for (const act of chapter ? openingOf(chapter) : []) await perform(webkit, act);
  await webkit.press('Get a code');
  await webkit.sees('POST /token');
  const heights = () =>
    webkit.run(() =>
      [...document.querySelectorAll('main textarea')].map(({ clientHeight, scrollHeight }) => ({
        shown: clientHeight,
        text: scrollHeight,
      })),
    );
  await expect.poll(async () => (await heights()).length).toBe(6);
  for (const { shown, text } of await heights()) expect(shown).toBeGreaterThanOrEqual(text);
});

const harmOf = (slug: string) => attacks.find((attack) => attack.slug === slug)?.harmed ?? '';

test('an attack harms the weak scenario, and does not harm the defended scenario', {
  tag: '@every-engine',
}, async ({ webkit, baseURL }) => {
  await webkit.goto(`${baseURL}/attack/code-interception`);
  await webkit.press('Play the weak scenario');
  await webkit.sees('The attack worked, as message');
  await webkit.sees(harmOf('code-interception'));
  await webkit.press('Play the defended scenario');
  await webkit.sees('The attack failed');
});

test('an attack opens a second tab at the start, or waits for a press', async ({ webkit, baseURL }) => {
  await webkit.goto(`${baseURL}/attack/duplicated-tab`);
  const [first = ''] = await webkit.tabs();
  await webkit.press('Play the weak scenario');
  // WebKit keeps user activation for at most one second after a press. So a slow machine needs another press.
  const isOpen = async () => (await webkit.tabs()).length === 2;
  await expect.poll(async () => (await isOpen()) || (await webkit.offers('Open the tab'))).toBe(true);
  if (!(await isOpen())) await webkit.press('Open the tab');
  await expect.poll(isOpen).toBe(true);
  await webkit.switchTo(first);
  await webkit.sees('The attack worked, as message');
  await webkit.sees(harmOf('duplicated-tab'));
  await webkit.press('Play the defended scenario');
  await webkit.sees('The attack failed');
});

test('without a press, no tab opens: the attack waits', async ({ webkit, baseURL }) => {
  await webkit.goto(`${baseURL}/attack/duplicated-tab`);
  await expect.poll(() => webkit.offers('Play the weak scenario')).toBe(true);
  // A click by a script does not count as a press of the user.
  await webkit.run(() => {
    const buttons = [...document.querySelectorAll('button')];
    buttons.find(({ textContent }) => textContent === 'Play the weak scenario')?.click();
  });
  await webkit.sees('This browser opens a tab only when you press a button.');
  expect(await webkit.tabs()).toHaveLength(1);
  await webkit.press('Open the tab');
  await webkit.sees(harmOf('duplicated-tab'));
});

test('the app calls a new server only after a press, and registers itself there', async ({
  webkit,
  baseURL,
}) => {
  await webkit.goto(`${baseURL}/connect`);
  await webkit.fill('MCP server URL', baseURL + SOUTHWIND);
  await webkit.press('Go to this server’s page');
  await webkit.sees('This page sends nothing before you press the button');
  await webkit.press('Look at this server');
  await webkit.sees('by registering itself when you sign in');
  await webkit.press('Sign in', 'main');
  await allow(webkit);
  await webkit.press('Add a note');
  await webkit.fill('Text', 'Written on the second try');
  await webkit.press('Call Add a note');
  await webkit.press('Give this permission');
  await webkit.press('Allow');
  await webkit.sees('"added": "Written on the second try"');
  await webkit.sees('notes:read notes:write');
});

for (const [feature, advice] of [
  ['-ServiceWorkers', 'They need a service worker, which this browser does not offer here'],
  ['-IndexedDBAPI', 'They need IndexedDB, which this browser does not offer here'],
] as const) {
  test.describe(`without ${feature.slice(1)}`, () => {
    test.use({ features: feature });

    test('a chapter is readable, and a sign-in names the missing feature', async ({ webkit, baseURL }) => {
      await webkit.goto(`${baseURL}/learn/${chapters[0]?.slug}`);
      await webkit.sees(chapters[0]?.question ?? '');
      await webkit.goto(`${baseURL}/tools`);
      await webkit.press('Sign in', 'main');
      await webkit.sees('This app cannot start here');
      await webkit.sees(advice);
    });
  });
}

test.describe('without LocalStorage', () => {
  test.use({ features: '-LocalStorage' });

  test('a page says that the browser stores no data', async ({ webkit, baseURL }) => {
    await webkit.goto(`${baseURL}/`);
    await webkit.sees('This app cannot start here');
    await webkit.sees('This browser does not store data for this site');
  });
});

test.describe('without WebLocksAPI', () => {
  test.use({ features: '-WebLocksAPI' });

  test('the app signs in, and is still signed in after a reload', async ({ webkit, signIn }) => {
    await signIn();
    expect(await webkit.run(() => 'locks' in navigator)).toBe(false);
    await webkit.reload();
    await webkit.sees('Signed in as');
  });
});

test.describe('with tokens that are bound to a key', () => {
  test.use({ baseURL: DPOP_APP });

  test('a script of the page can use the key, but cannot copy it', async ({ webkit, signIn }) => {
    await signIn();
    await webkit.press('List notes');
    await webkit.sees('At most');
    expect(await webkit.run(tryToTakeKeys)).toEqual([KEPT]);
  });
});

test('in a background tab, the app signs in, and an attack runs', async ({ webkit, signIn, baseURL }) => {
  await webkit.switchTo(await webkit.openBackgroundTab());
  await signIn();
  expect(await webkit.run(() => document.hidden)).toBe(true);
  await webkit.press('Who am I');
  await webkit.press('Call Who am I');
  await webkit.sees('"subject"');
  await webkit.goto(`${baseURL}/attack/code-interception`);
  await webkit.press('Play the weak scenario');
  await webkit.sees(harmOf('code-interception'));
});

test('after the browser has evicted the storage, the user signs in', async ({ webkit, signIn, baseURL }) => {
  await signIn();
  await webkit.goto(`${baseURL}/robots.txt`);
  await webkit.run(evictStorage);
  await webkit.goto(`${baseURL}/tools`);
  await webkit.press('Sign in', 'main');
  await allow(webkit);
  await webkit.sees('Signed in as');
});

test('a page that Back restores is still signed in', async ({ webkit, signIn, baseURL }) => {
  await signIn();
  await webkit.run(() => void Reflect.set(window, 'mark', 'restored'));
  await webkit.goto(`${baseURL}/robots.txt`);
  await webkit.back();
  await webkit.sees('Signed in as');
  expect(await webkit.run(() => Reflect.get(window, 'mark'))).toBe('restored');
});

// For MSW's worker, the user has left the app if its only tab goes to another page.
for (const [where, isOpenElsewhere] of [
  ['while another tab shows the app', true],
  ['in the only tab of the app', false],
] as const) {
  test(`Back to a page from before the sign-in, ${where}: the session continues, and gets a new access token`, async ({
    webkit,
    baseURL,
  }) => {
    const [first = ''] = await webkit.tabs();
    if (isOpenElsewhere) {
      await webkit.switchTo(await webkit.openWindow());
      await webkit.goto(`${baseURL}/tools`);
      await webkit.sees('Sign in to see the tools of the MCP server.');
      await webkit.switchTo(first);
    }
    await webkit.goto(`${baseURL}/tools`);
    await webkit.run(() => void Reflect.set(window, 'mark', 'restored'));
    await webkit.press('Sign in', 'main');
    await allow(webkit);
    // WebKit suspends a page even while its servers use their database, and the servers of the next page then wait.
    await webkit.sees('List notes');
    await webkit.settles();
    await webkit.back();
    await webkit.sees('Signed in as');
    expect(await webkit.run(() => Reflect.get(window, 'mark'))).toBe('restored');
    const before = await refreshTokenOf(webkit);
    await webkit.press('Refresh the token now');
    await expect.poll(() => refreshTokenOf(webkit)).not.toBe(before);
    await webkit.press('List notes');
    await webkit.press('Call List notes');
    await webkit.sees('The verifier never travels with the challenge.');
  });
}

test('a page that Back restores notices a sign-out in another tab', async ({ webkit, signIn, baseURL }) => {
  await signIn();
  const [first = ''] = await webkit.tabs();
  await webkit.goto(`${baseURL}/robots.txt`);
  const second = await webkit.openWindow();
  await webkit.switchTo(second);
  await webkit.goto(`${baseURL}/tools`);
  await webkit.press('Sign in', 'main');
  await webkit.press('Allow');
  await webkit.sees('Signed in as');
  await webkit.press('Sign out', 'main');
  await webkit.sees('Sign out here?');
  await webkit.switchTo(first);
  await webkit.back();
  await webkit.sees('Sign in to see the tools of the MCP server.');
});

test('a page of another site cannot frame a page of the app', async ({ webkit, baseURL }) => {
  const frame = (url: string) => webkit.goto(`data:text/html,<iframe src="${url}"></iframe>`);
  await frame('data:text/html,a page without a policy');
  expect(await webkit.textOfFrame()).toBe('a page without a policy');
  for (const path of ['/', '/idp/authorize', '/robots.txt']) {
    await frame(baseURL + path);
    expect(await webkit.textOfFrame(), path).toBe('');
  }
});

/** The refresh token of the tab's grant, which each refresh replaces, or `null` if the tab has no grant. */
function refreshTokenOf(webkit: WebDriver): Promise<string | null> {
  return webkit.run(() => {
    const grant = Object.entries(sessionStorage).find(([key]) => key.startsWith('oauth:grant:'))?.[1];
    return grant === undefined ? null : String(JSON.parse(grant).refreshToken);
  });
}

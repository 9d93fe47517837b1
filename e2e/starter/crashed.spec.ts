import { expect, test } from '../fixtures.ts';

test('after the process of a tab has crashed, a reload continues the session', { tag: '@thorough' }, async ({
  page,
  context,
  ada,
}) => {
  await ada.signIn(page);
  const devtools = await context.newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  // The command gets no response, because the process ends.
  devtools.send('Page.crash').catch(() => {});
  await crashed;
  // Playwright does not control the new process of the tab.
  await devtools.send('Page.reload');
  const evaluate = (expression: string) => devtools.send('Runtime.evaluate', { expression });
  await expect
    .poll(async () => (await evaluate('document.body.innerText')).result.value)
    .toMatch(/Ada Lovelace[\s\S]*Refresh the token now/);
  await page.close();
});

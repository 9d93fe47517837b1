import { expect, test } from '../fixtures.ts';
import { ISSUER } from './addresses.ts';

test('the scripts for the first tool load during the exchange of the code', async ({ page, ada }) => {
  const askedFor: string[] = [];
  page.on('request', (request) => {
    if (request.resourceType() === 'script') askedFor.push(new URL(request.url()).pathname);
  });
  const isAskedFor = (name: string) => askedFor.some((path) => path.includes(`/${name}-`));
  await page.route(`${ISSUER}/token`, async (route) => {
    await expect.poll(() => ['ToolsPage', 'Queries'].every(isAskedFor)).toBe(true);
    await route.continue();
  });
  await ada.signIn(page);
  await page.getByRole('link', { name: 'Who am I' }).click();
  await page.getByRole('button', { name: 'Call Who am I' }).click();
  await expect(page.getByText('"subject": "ada"')).toBeVisible();
  const askedForLater = await page.evaluate((tokenEndpoint) => {
    // The test compares times of the browser's clock, because the test runner may get the events in another order.
    const fetched = performance.getEntriesByType('resource');
    const token = fetched.find(({ name }) => name === tokenEndpoint);
    if (!token) throw new Error('This document exchanged no code.');
    const arrivedAt = token.startTime + token.duration;
    return fetched
      .filter(({ name, startTime }) => new URL(name).pathname.endsWith('.js') && startTime > arrivedAt)
      .map(({ name }) => name);
  }, `${ISSUER}/token`);
  expect(askedForLater).toEqual([]);
});

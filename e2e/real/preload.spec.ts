import { expect, test } from '../fixtures.ts';
import { ISSUER } from './addresses.ts';

test('everything that the first tool needs is fetched while the code is exchanged: with the token there, no script is asked for', async ({
  page,
  ada,
}) => {
  const askedFor: string[] = [];
  page.on('request', (request) => {
    if (request.resourceType() === 'script') askedFor.push(new URL(request.url()).pathname);
  });
  let whileExchanging: string[] = [];
  await page.route(`${ISSUER}/token`, async (route) => {
    await expect.poll(() => askedFor.some((path) => path.includes('/ToolsPage-'))).toBe(true);
    whileExchanging = [...askedFor];
    await route.continue();
  });
  await ada.signIn(page);
  await page.getByRole('link', { name: 'Who am I' }).click();
  await page.getByRole('button', { name: 'Call Who am I' }).click();
  await expect(page.getByText('"subject": "ada"')).toBeVisible();
  expect(askedFor.slice(whileExchanging.length)).toEqual([]);
});

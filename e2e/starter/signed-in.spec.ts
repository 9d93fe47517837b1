import { countTokenRequests, expect } from '../fixtures.ts';
import { test } from '../signed-in.ts';

test('openSignedIn opens a page as Ada, with one token request', async ({ page, openSignedIn }) => {
  const tokenRequests = countTokenRequests(page);
  const pressed: string[] = [];
  page.on('request', (request) => {
    if (request.isNavigationRequest() && request.method() === 'POST') pressed.push(request.url());
  });
  await openSignedIn('/tools/list_notes');
  await expect(page.getByRole('button', { name: 'Call List notes' })).toBeVisible();
  expect(new URL(page.url()).pathname).toBe('/tools/list_notes');
  expect(tokenRequests()).toBe(1);
  expect(pressed, 'forms that were sent to the provider').toEqual([]);
  await page.reload();
  await expect(page.getByText('Ada Lovelace', { exact: true })).toBeVisible();
});

import type { Page } from 'playwright/test';

/** Signs Ada in at the server where clients register themselves, and allows every requested scope. */
export async function allowAtRegisteringServer(page: Page): Promise<void> {
  await page.getByLabel('User name').fill('ada');
  await page.getByRole('button', { name: 'Sign in and allow' }).click();
}

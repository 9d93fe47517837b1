import type { Page } from 'playwright/test';

/** Signs Ada in at the server where clients register themselves, and allows what the app requests. */
export async function allowAtRegisteringServer(page: Page): Promise<void> {
  await page.getByLabel('User name').fill('ada');
  await page.getByRole('button', { name: 'Sign in and allow' }).click();
}

import type { Page } from 'playwright/test';

/** Signs Ada in at the page of the server where clients register themselves, and allows what is asked. */
export async function allowAtRegisteringServer(page: Page): Promise<void> {
  await page.getByLabel('User name').fill('ada');
  await page.getByRole('button', { name: 'Sign in and allow' }).click();
}

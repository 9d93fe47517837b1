import { expect, type Page } from 'playwright/test';

/** Replaces the names in a text, such as `{access_token}`, with the newest values that the page shows to the attacker. */
export async function heldText(page: Page, text: string): Promise<string> {
  const terms = page.getByRole('region', { name: 'What you have' }).locator('dl > div');
  const held = await terms.evaluateAll((rows) =>
    rows.map((row) => [row.querySelector('dt')?.textContent, row.querySelector('dd')?.textContent ?? '']),
  );
  return text.replace(/\{([^}]+)\}/g, (_, name: string) =>
    name === 'origin'
      ? new URL(page.url()).origin
      : (held.findLast(([what]) => what === name || what?.startsWith(`${name} `))?.[1] ?? ''),
  );
}

/** Fills in the form of a request, from its first values, and sends the request. */
export async function sendCrafted(
  page: Page,
  request: string,
  fill: Record<string, string> = {},
): Promise<void> {
  await page.getByRole('button', { name: request, exact: true }).click();
  const form = page.getByRole('form', { name: request });
  const reset = form.getByRole('button', { name: 'Put the first values back' });
  if (await reset.isVisible()) await reset.click();
  for (const [name, text] of Object.entries(fill)) {
    await form.getByLabel(name, { exact: true }).fill(await heldText(page, text));
  }
  await form.getByRole('button', { name: /^Send the/ }).click();
}

/** Presses 45 buttons in an order that depends only on `seed`. */
export async function pressAtRandom(page: Page, seed: number): Promise<void> {
  const buttons = page.getByRole('main').getByRole('button');
  let state = seed;
  for (let press = 0; press < 45; press += 1) {
    // A press may open another page. Its code may still be loading.
    await expect(buttons.first()).toBeVisible();
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    await buttons.nth(state % (await buttons.count())).click();
    await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
  }
}

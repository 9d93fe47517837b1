import type { Page } from 'playwright/test';

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

/** Fills in the form of a request and sends the request. The fields outside `fill` keep their first values. */
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

import type { Page } from 'playwright/test';
import { type Probe, type ShortestProof, shortestProofs } from '../../src/lab/attack/mystery/solutions.ts';
import { expect, expectAxeClean, expectNoOverflow, test } from '../fixtures.ts';
import { sendCrafted } from './crafting.ts';

const proofOf = (defence: string): ShortestProof => {
  const found = shortestProofs.find((proof) => proof.defence === defence);
  if (!found) throw new Error(`There is no proof for ${defence}.`);
  return found;
};

async function open(page: Page, { seed }: Pick<ShortestProof, 'seed'>): Promise<void> {
  await page.goto(`/attack/mystery?server=${seed}`);
  await expect(page.getByText('0 messages sent')).toBeVisible();
}

async function send(page: Page, { request, change }: Probe, number: number): Promise<void> {
  await sendCrafted(page, request, change);
  await expect(page.getByText(new RegExp(`^${number} messages? sent$`))).toBeVisible();
}

async function name(page: Page, defence: string, evidence: string): Promise<void> {
  await page.getByLabel('The defence that is missing').selectOption(defence);
  await page.getByLabel('The number of the message that shows it').fill(evidence);
  await page.getByRole('button', { name: 'Name it' }).click();
}

test('on a phone, a player finds the defence that a mystery server lacks, with the fewest messages', {
  tag: '@thorough',
}, async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  // This is the longest proof. The unit test `mystery.test.ts` sends every proof.
  const proof = proofOf('reuse-ends-grant');
  await open(page, proof);
  for (const [index, probe] of proof.probes.entries()) await send(page, probe, index + 1);
  await name(page, proof.defence, String(proof.probes.length));
  await expect(page.getByText(`Right, as message ${proof.probes.length} shows`)).toBeVisible();
  await expect(page.getByText('1 of 12 servers solved')).toBeVisible();
  await expectNoOverflow(page);
  await expectAxeClean(page);
  await page.reload();
  await expect(page.getByText('1 of 12 servers solved'), 'the result is kept').toBeVisible();
});

test('an answer counts only with the right defence and evidence', { tag: '@thorough' }, async ({ page }) => {
  const proof = proofOf('verifier-required');
  await open(page, proof);
  await name(page, 'verifier-required', '2');
  await expect(page.getByText('There is no message yet. Send one first.')).toBeVisible();
  await send(page, { request: 'Authorization request' }, 1);
  await name(page, 'verifier-required', '1');
  await expect(
    page.getByText('The right defence, but message 1 does not show that it is missing'),
  ).toBeVisible();
  await expect(page.getByRole('button', { name: 'Name it' })).toHaveCount(0);
  await page.reload();
  await expect(page.getByText('0 messages sent')).toBeVisible();
  await send(page, { request: 'Authorization request' }, 1);
  await name(page, 'code-once', '1');
  await expect(page.getByText('The server has that defence')).toBeVisible();
  await expect(page.getByText('servers solved')).toHaveCount(0);
  await expectAxeClean(page);
  await page.getByRole('main').getByRole('button', { name: 'Another server' }).click();
  await expect(page).not.toHaveURL(new RegExp(`server=${proof.seed}$`));
  await expect(page.getByText('0 messages sent')).toBeVisible();

  await open(page, proofOf('challenge-required'));
  const [probe] = proofOf('challenge-required').probes;
  if (probe) await send(page, probe, 1);
  await page.getByRole('tab', { name: 'Wire' }).click();
  await page.getByRole('button', { name: /sign in, consent/ }).click();
  await expect(page.getByText('issued a code')).toBeVisible();
  await expect(page.getByText('let through')).toHaveCount(0);
  await page.getByRole('tab', { name: 'Storage' }).click();
  await expect(page.getByRole('tabpanel', { name: 'Storage' }).getByText('Audit log')).toHaveCount(0);
  await name(page, 'challenge-required', '1');
  await page.getByRole('tab', { name: 'Wire' }).click();
  await expect(page.getByText('let through: missing code_challenge')).toBeVisible();
});

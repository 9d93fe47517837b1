/** `npm run pictures` takes the pictures of the README, in both themes, and the one for link previews. */
import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright';
import { build, preview } from 'vite';
import { launchBrowser } from '../e2e/find-browser.ts';
import { perform } from '../e2e/lab/perform.ts';
import { solutions } from '../src/lab/learn/chapters/solutions.ts';

const FOLDER = 'docs/pictures';
/** The picture that the prerendered pages name (`og:image`). */
const LINK_PREVIEW = 'src/lab/landing/link-preview.png';

interface Scene {
  name: string;
  play(page: Page): Promise<void>;
  /** A selector for the part of the page in the picture. If absent, the picture shows the whole window. */
  part?: string;
}

const SCENES: Scene[] = [
  {
    name: 'lab/learn',
    async play(page) {
      await runSignIn(page);
      await page.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'lab/wire',
    async play(page) {
      await runSignIn(page);
      await page.getByRole('button', { name: /POST \/token, code/ }).click();
      await page.getByText('Seen by the server alone').first().scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'lab/attack',
    async play(page) {
      await page.goto('/attack/code-interception');
      await page.getByRole('button', { name: 'Play the weak scenario' }).click();
      await page.getByRole('alert').filter({ hasText: 'The attack worked' }).waitFor();
      await page.getByRole('button', { name: 'Play the defended scenario' }).click();
      await page.getByText('The attack failed').waitFor();
      await page.getByText('Loading the source').waitFor({ state: 'detached' });
    },
  },
  {
    name: 'tools',
    part: 'main',
    async play(page) {
      await page.goto('/tools/list_notes');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('button', { name: 'Fill in for Ada Lovelace' }).click();
      await page.getByRole('button', { name: 'Sign in and allow' }).click();
      await page.getByRole('button', { name: 'Call List notes' }).click();
      await page.getByText('The verifier never travels with the challenge.').waitFor();
    },
  },
];

async function runSignIn(page: Page): Promise<void> {
  await page.goto('/learn/working');
  for (const act of solutions.working ?? []) await perform(page, act);
  await page.getByRole('navigation', { name: 'Chapters' }).getByText('proven').waitFor();
}

/** The size that Open Graph recommends. */
const PREVIEW_SIZE = { width: 1200, height: 630 };

async function takeLinkPreview(page: Page): Promise<void> {
  await page.goto('/');
  await page.getByRole('button', { name: 'Run the whole flow here' }).click();
  await page.getByText('This run: 9 messages').waitFor();
  await page.screenshot({ path: LINK_PREVIEW });
}

await build({ logLevel: 'warn' });
const server = await preview();
const browser = await launchBrowser();
try {
  const settings = { baseURL: 'http://localhost:4173', reducedMotion: 'reduce' } as const;
  const context = await browser.newContext({ ...settings, viewport: PREVIEW_SIZE, colorScheme: 'light' });
  await takeLinkPreview(await context.newPage());
  await context.close();
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const { name, play, part } of SCENES) {
      const context = await browser.newContext({
        ...settings,
        viewport: { width: 1280, height: 800 },
        colorScheme,
      });
      const page = await context.newPage();
      await play(page);
      const path = `${FOLDER}/${name}-${colorScheme}.png`;
      mkdirSync(path.replace(/\/[^/]+$/, ''), { recursive: true });
      await (part ? page.locator(part) : page).screenshot({ path });
      await context.close();
    }
  }
} finally {
  await browser.close();
  await server.close();
}

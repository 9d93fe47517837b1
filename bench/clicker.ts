/** `npm run clicker -- [seeds] [slugs]` finds chapters that need no understanding; see `docs/benchmarks.md`. */
import type { Page } from 'playwright';
import { build, preview } from 'vite';
import { launchBrowser } from '../e2e/find-browser.ts';
import { chapters } from '../src/lab/learn/chapters/index.ts';
import { further } from '../src/lab/learn/further/index.ts';
import { onlySettings } from '../vite/settings.ts';

const SEEDS = 10;
const PRESSES = 45;
/** The largest share of runs that may prove their chapter by chance. */
const MOST_PROVEN = 0.03;
const OUT_DIR = 'dist-clicker';
/** The number of pages at the same time: two, because each page keeps a core busy. */
const PAGES = 2;

/** Returns a generator of numbers in [0, 1). The same seed gives the same sequence (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Control {
  kind: 'press' | 'type' | 'select';
  /** The index among all elements that match {@link CONTROLS}. */
  at: number;
  /** The prediction to which the control belongs. The clicker tries each prediction only once. */
  prediction?: string;
  options: number;
}

const CONTROLS = 'main :is(button, input, select, textarea)';

/** Finds the visible, enabled controls, and the prediction of each. Runs in the page. */
function readControls(selector: string): Control[] {
  return [...document.querySelectorAll<HTMLElement>(selector)].flatMap((element, at): Control[] => {
    const usable =
      element.offsetParent !== null && !element.matches('[disabled], [aria-disabled=true], [type=file]');
    if (!usable) return [];
    const heading = element.closest('section')?.querySelector('header')?.textContent ?? '';
    if (element instanceof HTMLSelectElement) {
      const prediction = `${heading} ${element.labels[0]?.textContent}`;
      return [{ kind: 'select', at, prediction, options: element.options.length }];
    }
    const set = element.closest('fieldset');
    if (element instanceof HTMLInputElement && element.type === 'radio' && set) {
      return [
        {
          kind: 'press',
          at,
          prediction: `${heading} ${set.querySelector('legend')?.textContent}`,
          options: 0,
        },
      ];
    }
    if (element.matches('input:not([type=checkbox], [type=radio]), textarea'))
      return [{ kind: 'type', at, options: 0 }];
    const beside = element.parentElement;
    if (beside && element.matches('[aria-pressed]') && beside.querySelectorAll('[aria-pressed]').length > 1) {
      return [{ kind: 'press', at, prediction: `${heading} ${beside.textContent}`, options: 0 }];
    }
    return [{ kind: 'press', at, options: 0 }];
  });
}

/** Uses random controls of a chapter. @returns whether the chapter is proven afterwards. */
async function click(page: Page, url: string, random: () => number): Promise<boolean> {
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(random() * items.length)];
  const text = () =>
    pick([
      '',
      'secret',
      String(1 + Math.floor(random() * 30)),
      'https://example.com/',
      Array.from({ length: 43 }, () =>
        pick([...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']),
      ).join(''),
    ]) ?? '';
  await page.goto(url);
  // Until the app runs, every control is disabled.
  await page.locator('#prerendered').waitFor({ state: 'detached' });
  await page.locator(CONTROLS).first().waitFor();
  const rail = page.getByRole('navigation', { name: 'Chapters' });
  const isProven = async () => (await rail.getByText('proven', { exact: true }).count()) > 0;
  const tried = new Set<string>();
  for (let press = 0; press < PRESSES && !(await isProven()); press += 1) {
    const controls = (await page.evaluate(readControls, CONTROLS)).filter(
      ({ prediction }) => prediction === undefined || !tried.has(prediction),
    );
    const control = pick(controls);
    if (!control) break;
    if (control.prediction !== undefined) tried.add(control.prediction);
    const element = page.locator(CONTROLS).nth(control.at);
    try {
      if (control.kind === 'press') await element.click({ timeout: 2_000 });
      else if (control.kind === 'type') await element.fill(text(), { timeout: 2_000 });
      else await element.selectOption({ index: Math.floor(random() * control.options) }, { timeout: 2_000 });
      await page.waitForFunction(() => !document.querySelector('main [aria-busy=true]'), undefined, {
        timeout: 5_000,
      });
    } catch {
      // The control disappeared, or a number field got a word. The clicker goes on with the next control.
    }
  }
  return await isProven();
}

const seeds = Number(process.argv[2] ?? SEEDS);
const only = process.argv.slice(3);
Object.assign(process.env, onlySettings({ VITE_OFFLINE: 'true' }));
await build({ logLevel: 'warn', build: { outDir: OUT_DIR } });
const server = await preview({ logLevel: 'warn', build: { outDir: OUT_DIR } });
const browser = await launchBrowser();
try {
  const origin = server.resolvedUrls?.local[0] ?? '';
  const all = [...chapters, ...further].map(({ slug }, number) => ({ slug, number }));
  const clicked = all.filter(({ slug }) => only.length === 0 || only.includes(slug));
  const waiting = clicked.flatMap((chapter) =>
    Array.from({ length: seeds }, (_, seed) => ({ chapter, seed })),
  );
  const proven = new Map(clicked.map(({ slug }) => [slug, 0]));
  await Promise.all(
    Array.from({ length: PAGES }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const { slug, number } = next.chapter;
        const context = await browser.newContext({ reducedMotion: 'reduce' });
        const page = await context.newPage();
        const random = randomFrom(1000 * (next.seed + 1) + number);
        if (await click(page, new URL(`learn/${slug}`, origin).href, random)) {
          proven.set(slug, (proven.get(slug) ?? 0) + 1);
        }
        await context.close();
      }
    }),
  );
  for (const { number, slug } of clicked) {
    process.stdout.write(`${String(number).padStart(2)} ${slug.padEnd(26)}${proven.get(slug)} of ${seeds}\n`);
  }
  const total = [...proven.values()].reduce((sum, count) => sum + count, 0);
  const share = total / (clicked.length * seeds);
  process.stdout.write(`${total} of ${clicked.length * seeds} proven, ${(100 * share).toFixed(1)} %\n`);
  // One proof may be chance. A chapter that requires no understanding is proven with several of ten seeds.
  process.exitCode = share <= MOST_PROVEN || total === 1 ? 0 : 1;
} finally {
  await browser.close();
  await server.close();
}

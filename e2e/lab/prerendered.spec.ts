import { attacks } from '../../src/lab/attack/attacks/index.ts';
import { chapters } from '../../src/lab/learn/chapters/index.ts';
import { expect, test } from '../fixtures.ts';

const [chapter] = chapters;
const [attack] = attacks;
if (!chapter || !attack) throw new Error('There is no chapter or no attack.');

/** The headings of pages whose text is in the build: one page of each kind. */
const PAGES = {
  '/': 'Prove possession. Keep no secret.',
  [`/learn/${chapter.slug}`]: chapter.question,
  [`/attack/${attack.slug}`]: attack.title,
  '/learn/glossary': 'Glossary',
  '/attack/limits': 'What nothing here stops',
};

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false });

  test('each page has its text, title and description, and no session controls', async ({ page }) => {
    for (const [path, heading] of Object.entries(PAGES)) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
      await expect(page.getByRole('main').getByRole('paragraph').first()).toBeVisible();
      await expect(page).toHaveTitle(/PKCE Lab$/);
      await expect(page.locator('meta[name=description]')).toHaveAttribute('content', /\w+ \w+ \w+/);
      await expect(page.locator('meta[property="og:title"]')).toHaveAttribute('content', await page.title());
      // Text locators skip the contents of a noscript element.
      await expect(page.locator('noscript').first()).toContainText('needs JavaScript for it', {
        useInnerText: true,
      });
      const claims = page.getByText(/Loading|Sign in$|Signed in/).filter({ visible: true });
      await expect(claims).toHaveCount(0);
      for (const button of await page.getByRole('button').all()) await expect(button).toBeDisabled();
    }
  });
});

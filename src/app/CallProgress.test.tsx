import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { CallProgress } from './CallProgress.tsx';

it.each([
  [{ progress: 3, total: 90 }, '3 of 90'],
  [{ progress: 0, total: 90 }, '0 of 90'],
  [{ progress: 3 }, '3'],
  [{ progress: 3, total: 0 }, '3'],
  [{ progress: 12, total: 10 }, '12'],
])('the progress %j is shown as “%s”', (progress, shown) => {
  const html = renderToStaticMarkup(<CallProgress progress={progress} onCancel={() => {}} />);
  expect(html).toContain(`<span>${shown}</span>`);
  expect(html.includes(' max=')).toBe(shown.includes('of'));
});

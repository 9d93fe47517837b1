import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { ServerText } from './ServerText.tsx';

const LONG = `${'x'.repeat(1_000_000)}\u202e`;

describe('a server’s text on a page', () => {
  it('is isolated in its own element, with invisible characters made visible and markup escaped', () => {
    const html = renderToStaticMarkup(<ServerText text={'<b>a</b>\u202e'} kind="description" />);
    expect(html).toBe('<bdi>&lt;b&gt;a&lt;/b&gt;⟨U+202E⟩</bdi>');
  });

  it('is cut without a button if it is a long name, and shows the number of missing characters', () => {
    const html = renderToStaticMarkup(<ServerText text={LONG} kind="name" />);
    expect(html.length).toBeLessThan(300);
    expect(html).toContain('999,901 more characters');
    expect(html).not.toContain('<button');
  });

  it.each(['description', 'content'] as const)(
    'is cut if it is too long for a %s, and a button shows the rest',
    (kind) => {
      const html = renderToStaticMarkup(<ServerText text={LONG} kind={kind} />);
      expect(html.length).toBeLessThan(22_000);
      expect(html).toMatch(/\d more characters are not shown/);
      expect(html).toContain('Show all of it');
    },
  );
});

import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { chapters } from './chapters/index.ts';
import { HintList } from './HintList.tsx';

const hintsShown = (chapter: (typeof chapters)[number], proven: boolean): number =>
  renderToStaticMarkup(<HintList chapter={chapter} log={[]} decisions={[]} proven={proven} />).split(
    '<details>',
  ).length - 1;

describe.each(chapters)('the hints of $title', (chapter) => {
  it('are locked before the learner has done anything, and all open after the chapter is proven', () => {
    expect(hintsShown(chapter, false)).toBe(0);
    expect(hintsShown(chapter, true)).toBe(chapter.hints.length);
  });
});

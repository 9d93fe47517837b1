import type { MDXContent } from 'mdx/types';
import { renderToStaticMarkup } from 'react-dom/server';
import { MemoryRouter } from 'react-router-dom';
import { expect, it } from 'vitest';
import { testMachine } from '../machine/testing/run.ts';
import type { Lesson } from './chapters/chapter.ts';
import { chapters } from './chapters/index.ts';
import { PredictionPanel } from './chapters/PredictionPanel.tsx';
import { conditionsOf, questionOf, writePrediction } from './chapters/prediction.ts';
import { further, loadFurther } from './further/index.ts';

/** With more words, a reader at the exercise no longer sees the text that the exercise is about. */
const MOST_WORDS = 400;

const proses = import.meta.glob<MDXContent>('./{chapters,further}/*/prose.mdx', {
  eager: true,
  import: 'default',
});

/** The words of a chapter above its exercise: the question, the text, and a prediction that was right. */
function wordsAbove({ slug, question, prediction }: Lesson): number {
  const [, Prose] = Object.entries(proses).find(([path]) => path.endsWith(`/${slug}/prose.mdx`)) ?? [];
  if (!Prose || !prediction) throw new Error(`Chapter "${slug}" lacks its text or its prediction.`);
  const machine = testMachine();
  const outcomes = conditionsOf(prediction, 1).map(({ outcome }) => outcome);
  machine.decisions.record(questionOf(prediction, 1), writePrediction(outcomes));
  const page = renderToStaticMarkup(
    <MemoryRouter>
      <h1>{question}</h1>
      <Prose />
      <PredictionPanel
        prediction={prediction}
        machine={machine}
        decisions={machine.decisions.getSnapshot()}
      />
    </MemoryRouter>,
  );
  const text = page.replace(/<\/(?:h\d|p|li|dt|dd|div|header|span)>/g, ' ').replace(/<[^>]*>/g, '');
  return text.split(/\s+/).filter(Boolean).length;
}

it.each([...chapters, ...further])('at most 400 words precede the exercise of $slug', async ({ slug }) => {
  const chapter = chapters.find((each) => each.slug === slug) ?? (await loadFurther(slug));
  if (!chapter) throw new Error(`There is no chapter "${slug}".`);
  expect(wordsAbove(chapter)).toBeLessThanOrEqual(MOST_WORDS);
});

import { useState } from 'react';
import { chapters } from '../chapters/index.ts';
import { askedQuestions } from './ask.ts';
import { QuestionPanel } from './QuestionPanel.tsx';

const ASKED_BETWEEN = 2;

/** Two questions from the chapters before this one, each answered at its first choice. They are no part of a proof. */
export default function EarlierQuestions({ slug }: { slug: string }) {
  const index = chapters.findIndex((each) => each.slug === slug);
  // All chapters of the course come before a further chapter.
  const earlier = index < 0 ? chapters : chapters.slice(0, index);
  const asked = askedQuestions(
    earlier.map((each) => each.slug),
    ASKED_BETWEEN,
    index,
  );
  const [choices, setChoices] = useState<Readonly<Record<string, string>>>({});
  if (asked.length === 0) return null;
  return (
    <section className="grid w-full gap-3" aria-label="From earlier chapters">
      <h2 className="font-semibold">From earlier chapters</h2>
      {asked.map((each) => {
        const { asks } = each.question;
        return (
          <QuestionPanel
            key={asks}
            asked={each}
            choice={choices[asks]}
            graded={choices[asks] !== undefined}
            onChoose={(text) => setChoices({ ...choices, [asks]: text })}
          />
        );
      })}
    </section>
  );
}

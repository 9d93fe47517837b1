import { useState } from 'react';
import { chapters } from '../chapters/index.ts';
import { type AskedQuestion, askedQuestions } from './ask.ts';
import { QuestionPanel } from './QuestionPanel.tsx';

const ASKED_BETWEEN = 2;

/** Asks two questions about earlier chapters. The learner answers each once. The answers are no part of a proof. */
export default function EarlierQuestions({ slug }: { slug: string }) {
  const index = chapters.findIndex((each) => each.slug === slug);
  // For a chapter under “Further”, all chapters of the course count as earlier.
  const earlier = index < 0 ? chapters : chapters.slice(0, index);
  const asked = askedQuestions(
    earlier.map((each) => each.slug),
    ASKED_BETWEEN,
    index,
  );
  if (asked.length === 0) return null;
  return (
    <section className="grid w-full gap-3" aria-label="From earlier chapters">
      <h2 className="font-semibold">From earlier chapters</h2>
      {asked.map((each) => (
        <EarlierQuestion key={each.question.asks} asked={each} />
      ))}
    </section>
  );
}

function EarlierQuestion({ asked }: { asked: AskedQuestion }) {
  const [choice, setChoice] = useState<string>();
  const [answered, setAnswered] = useState(false);
  return (
    <QuestionPanel
      asked={asked}
      choice={choice}
      graded={answered}
      onChoose={setChoice}
      onAnswer={() => setAnswered(true)}
    />
  );
}

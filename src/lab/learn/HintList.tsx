import type { Answer } from '../machine/answers.ts';
import type { Exchange } from '../machine/wire/exchange.ts';
import type { Chapter } from './chapters/chapter.ts';

/** Help for who has tried: each hint opens with something that was seen to happen. */
export function HintList({
  chapter,
  log,
  answers,
}: {
  chapter: Chapter;
  log: readonly Exchange[];
  answers: readonly Answer[];
}) {
  const unlocked = chapter.hints.filter((hint) => hint.unlocked(log, answers));
  return (
    <section aria-label="Hints" className="grid gap-1 text-soft">
      {unlocked.map(({ text }, index) => (
        <details key={text}>
          <summary className="cursor-pointer">Hint {index + 1}</summary>
          <p className="mt-1 text-ink">{text}</p>
        </details>
      ))}
      {unlocked.length < chapter.hints.length && (
        <p className="text-sm">
          {unlocked.length ? 'Another hint opens as you go on.' : 'Try it first; then there is a hint.'}
        </p>
      )}
    </section>
  );
}

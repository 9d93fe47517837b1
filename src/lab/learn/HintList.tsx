import type { Decision } from '../machine/decisions.ts';
import type { Exchange } from '../machine/wire/exchange.ts';
import type { Lesson } from './chapters/chapter.ts';
import { readHint } from './chapters/hints.ts';

/** The hints of a chapter. The log and the decisions unlock single hints; the proof unlocks all hints. */
export function HintList({
  chapter,
  log,
  decisions,
  proven,
}: {
  chapter: Lesson;
  log: readonly Exchange[];
  decisions: readonly Decision[];
  proven: boolean;
}) {
  const unlocked = chapter.hints.map(readHint).filter((hint) => proven || hint.unlocked(log, decisions));
  return (
    <section aria-label="Hints" className="grid gap-1 text-soft" data-personal>
      {unlocked.map(({ text }, index) => (
        <details key={text}>
          <summary className="cursor-pointer">Hint {index + 1}</summary>
          <p className="mt-1 text-ink">{text}</p>
        </details>
      ))}
      {unlocked.length < chapter.hints.length && (
        <p className="text-sm">
          {unlocked.length ? 'Another hint unlocks as you go on.' : 'Try the exercise to unlock a hint.'}
        </p>
      )}
    </section>
  );
}

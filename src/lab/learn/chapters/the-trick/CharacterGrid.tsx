import { type KeyboardEvent, useRef, useState } from 'react';

/** One tab stop: arrow keys, Home and End move between the characters, which the learner can flip. */
export function CharacterGrid({
  text,
  flipped,
  onFlip,
}: {
  text: string;
  flipped: number | undefined;
  onFlip(index: number): void;
}) {
  const group = useRef<HTMLDivElement>(null);
  const [stop, setStop] = useState(0);

  function move(event: KeyboardEvent): void {
    const last = text.length - 1;
    const to = { ArrowRight: stop + 1, ArrowLeft: stop - 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = Math.min(Math.max(to, 0), last);
    setStop(next);
    group.current?.querySelectorAll('button')[next]?.focus();
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for the controls of a form
    <div
      ref={group}
      role="group"
      aria-label="Characters of the verifier. The arrow keys move"
      onKeyDown={move}
      className="flex flex-wrap gap-px font-mono text-sm"
    >
      {[...text].map((character, index) => (
        <button
          // A character is identified by its position.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          key={index}
          type="button"
          tabIndex={index === stop ? 0 : -1}
          aria-pressed={index === flipped}
          aria-label={`Character ${index + 1}: ${character}`}
          onFocus={() => setStop(index)}
          onClick={() => onFlip(index)}
          className="min-h-7 min-w-6 cursor-pointer rounded-sm border border-rule bg-raised text-center hover:border-faint aria-pressed:bg-mark"
        >
          {character}
        </button>
      ))}
    </div>
  );
}

/** A text whose characters can be flipped one at a time, and flipped back. */
export function CharacterGrid({
  text,
  flipped,
  onFlip,
}: {
  text: string;
  flipped: number | undefined;
  onFlip(index: number): void;
}) {
  return (
    <div className="flex flex-wrap gap-px font-mono text-sm">
      {[...text].map((character, index) => (
        <button
          // A character is identified by its position.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          key={index}
          type="button"
          aria-pressed={index === flipped}
          aria-label={`Character ${index + 1}: ${character}`}
          onClick={() => onFlip(index)}
          className="min-h-7 min-w-6 cursor-pointer rounded-sm border border-rule bg-raised text-center hover:border-faint aria-pressed:bg-mark"
        >
          {character}
        </button>
      ))}
    </div>
  );
}

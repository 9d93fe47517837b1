import { useId } from 'react';

export function ChoiceList({
  question,
  choices,
  chosen,
  onChoose,
}: {
  question: string;
  choices: readonly string[];
  chosen: string | undefined;
  onChoose(choice: string): void;
}) {
  const name = useId();
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-semibold">{question}</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-1">
        {choices.map((choice) => (
          <label key={choice} className="flex min-h-7 cursor-pointer items-center gap-2">
            <input
              type="radio"
              name={name}
              className="size-4 shrink-0 accent-accent-fill"
              checked={chosen === choice}
              onChange={() => onChoose(choice)}
            />
            {choice}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

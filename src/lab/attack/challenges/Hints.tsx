import { Button } from '../../../ui/Button.tsx';

export function Hints({
  hints,
  opened,
  onOpen,
}: {
  hints: readonly string[];
  opened: number;
  onOpen(): void;
}) {
  return (
    <section aria-label="Hints" className="grid justify-items-start gap-2">
      <ol className="grid list-decimal gap-2 pl-5 empty:hidden">
        {hints.slice(0, opened).map((hint) => (
          <li key={hint}>{hint}</li>
        ))}
      </ol>
      {opened < hints.length && (
        <Button onClick={onOpen}>
          {opened === 0 ? 'Open a hint' : 'Open another hint'} ({opened} of {hints.length})
        </Button>
      )}
    </section>
  );
}

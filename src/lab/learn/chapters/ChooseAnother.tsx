import { useNextSetting } from './next-press.ts';

/** Asks for another setting, if the current one leaves nothing to press. */
export function ChooseAnother({
  question,
  here,
  panel,
}: {
  /** The question of the setting. */
  question: string;
  /** What can be shown with the setting as it is. */
  here: readonly string[];
  /** What can be shown with any setting. */
  panel: readonly string[];
}) {
  const changes = useNextSetting(here, panel);
  return (
    <p role="status" className="empty:hidden">
      {changes && `Next: choose another answer to “${question}”`}
    </p>
  );
}

import { useNextSetting } from './next-press.ts';

/** Asks the learner for another setting, if the current setting leaves nothing to press. */
export function ChooseAnother({
  question,
  here,
  panel,
}: {
  /** The question of the setting. */
  question: string;
  /** The criteria that can be shown with the current setting. */
  here: readonly string[];
  /** The criteria that can be shown with any setting. */
  panel: readonly string[];
}) {
  const changes = useNextSetting(here, panel);
  return (
    <p role="status" className="empty:hidden">
      {changes && `Next: choose another answer to “${question}”`}
    </p>
  );
}

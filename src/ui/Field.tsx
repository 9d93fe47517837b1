import { type ReactNode, useId } from 'react';

/** The classes of a text input, a select and a text area. */
export const CONTROL =
  'block w-full min-h-9 rounded-control border border-faint bg-raised px-3 py-1.5 text-ink aria-invalid:border-bad';

/** With `labelId`, a second control beside the first one can use the same label. */
export function Field({
  label,
  hint,
  error,
  required = false,
  control,
}: {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  required?: boolean;
  control(
    ids: { id: string; 'aria-describedby': string; 'aria-invalid': boolean },
    labelId: string,
  ): ReactNode;
}) {
  const id = useId();
  const labelId = useId();
  const noteId = useId();
  return (
    <div className="grid min-w-0 gap-1">
      <label id={labelId} htmlFor={id} className="font-semibold">
        {label}
        {required && <span className="font-normal text-soft"> (required)</span>}
      </label>
      {control({ id, 'aria-describedby': noteId, 'aria-invalid': error !== undefined }, labelId)}
      <div id={noteId} className={error ? 'text-bad text-sm' : 'text-soft text-sm'}>
        {error ?? hint}
      </div>
    </div>
  );
}

import { type ReactNode, useId } from 'react';

/** Shows several controls under one legend, with one hint and one error for the group. */
export function FieldGroup({
  legend,
  hint,
  error,
  required = false,
  role,
  children,
}: {
  legend: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  required?: boolean;
  /** A group in which the person chooses one control needs this role. */
  role?: 'radiogroup';
  children: ReactNode;
}) {
  const noteId = useId();
  const state = role && { role, 'aria-invalid': error !== undefined, 'aria-required': required };
  return (
    <fieldset {...state} aria-describedby={noteId} className="grid min-w-0 gap-1">
      <legend className="mb-1 font-semibold">
        {legend}
        {required && <span className="font-normal text-soft"> (required)</span>}
      </legend>
      {children}
      <div id={noteId} className={error ? 'text-bad text-sm' : 'text-soft text-sm'}>
        {error ?? hint}
      </div>
    </fieldset>
  );
}

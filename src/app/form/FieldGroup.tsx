import { type ReactNode, useId } from 'react';
import { ServerText } from '../../ui/ServerText.tsx';
import { FieldHint } from './FieldHint.tsx';
import type { InputFieldProps } from './input-field-props.ts';

/** Shows the controls of a field under one legend, with one hint and one error for all of them. */
export function FieldGroup({
  field,
  path,
  errors,
  labelId,
  role,
  children,
}: Omit<InputFieldProps, 'value'> & {
  /** An `id` for the label, so that a control can refer to it. */
  labelId?: string;
  /** A group in which the person chooses one control needs this role. */
  role?: 'radiogroup';
  children: ReactNode;
}) {
  const noteId = useId();
  const { label, required } = field;
  const error = errors[path];
  const state = role && { role, 'aria-invalid': error !== undefined, 'aria-required': required };
  return (
    <fieldset {...state} aria-describedby={noteId} className="grid min-w-0 gap-1">
      <legend className="mb-1 font-semibold">
        <span id={labelId}>
          <ServerText text={label} kind="name" />
        </span>
        {required && <span className="font-normal text-soft"> (required)</span>}
      </legend>
      {children}
      <div id={noteId} className={error ? 'text-bad text-sm' : 'text-soft text-sm'}>
        {error ?? <FieldHint field={field} />}
      </div>
    </fieldset>
  );
}

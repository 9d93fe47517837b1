import type { ComponentProps } from 'react';
import { CONTROL } from '../../../ui/Field.tsx';

/** A one-line field that shows its whole value: a long value wraps, and Enter sends the form as in any field. */
export function WholeValueInput({
  value,
  onChange,
  ...rest
}: Pick<ComponentProps<'textarea'>, 'id' | 'aria-describedby' | 'aria-invalid'> & {
  value: string;
  onChange(value: string): void;
}) {
  return (
    <textarea
      {...rest}
      rows={1}
      className={`${CONTROL} field-sizing-content resize-none break-all font-mono text-sm`}
      spellCheck={false}
      autoComplete="off"
      value={value}
      onChange={({ target }) => onChange(target.value.replaceAll(/[\r\n]/g, ''))}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return;
        event.preventDefault();
        event.currentTarget.form?.requestSubmit();
      }}
    />
  );
}

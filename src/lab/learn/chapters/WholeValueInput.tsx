import type { ComponentProps } from 'react';
import { CONTROL } from '../../../ui/Field.tsx';

/** The classes of the field, and of the text that gives the field its height. */
const TEXT = `${CONTROL} resize-none overflow-hidden whitespace-pre-wrap break-all font-mono text-sm`;

/**
 * A one-line field that shows its whole value: a long value wraps, and Enter sends the form as in any field. The same
 * text behind the field gives the field its height, because WebKit 2.50 has no `field-sizing`.
 */
export function WholeValueInput({
  value,
  onChange,
  ...rest
}: Pick<ComponentProps<'textarea'>, 'id' | 'aria-describedby' | 'aria-invalid'> & {
  value: string;
  onChange(value: string): void;
}) {
  return (
    <div className="grid *:[grid-area:1/1]">
      <textarea
        {...rest}
        rows={1}
        className={TEXT}
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
      <div aria-hidden="true" className={`${TEXT} invisible`}>
        {value}
      </div>
    </div>
  );
}

import { useId, useState } from 'react';
import { pointerTo } from '../../mcp/json-schema/pointer.ts';
import { CONTROLS, type Inclusion } from './control-names.ts';
import { FieldGroup } from './FieldGroup.tsx';
import { memberOf } from './initial-value.ts';
import type { InputFieldProps, NestingProps } from './input-field-props.ts';

/** The fields of an object inside the arguments. If the object is optional, the user chooses whether to send it. */
export function GroupField({ field, path, errors, value, Field }: InputFieldProps<'group'> & NestingProps) {
  const id = useId();
  const isGiven = typeof value === 'object' && value !== null;
  const [inclusion, setInclusion] = useState<string>(isGiven ? 'given' : value === null ? 'null' : '');
  const options = inclusionsOf(field);
  return (
    <FieldGroup field={field} path={path} errors={errors}>
      {options.length > 1 && (
        <div className="flex items-center gap-2 text-sm text-soft">
          <label htmlFor={id}>Send it</label>
          <select
            id={id}
            name={CONTROLS.included(path)}
            value={inclusion}
            onChange={({ currentTarget }) => setInclusion(currentTarget.value)}
            aria-invalid={errors[path] !== undefined}
            className="rounded-control border border-faint bg-raised px-2 py-0.5 text-ink"
          >
            {options.map(([option, words]) => (
              <option key={option} value={option}>
                {words}
              </option>
            ))}
          </select>
        </div>
      )}
      {/* The fields stay in the page while they are hidden, so that they keep their values. */}
      <div
        hidden={options.length > 1 && inclusion !== 'given'}
        className="mt-1 grid gap-3 border-faint border-l-2 pl-3"
      >
        {field.fields.map((member) => (
          <Field
            key={member.path}
            field={member}
            path={pointerTo(path, member.name)}
            errors={errors}
            value={isGiven ? memberOf(value, member.name) : member.initial}
          />
        ))}
      </div>
    </FieldGroup>
  );
}

function inclusionsOf({ required, nullable }: InputFieldProps<'group'>['field']): [Inclusion, string][] {
  const options: [Inclusion, string][] = [['given', 'with these values']];
  if (nullable) options.push(['null', 'as null']);
  if (required && nullable) return [['', 'ask for it'], ...options];
  return required ? options : [['', 'no, leave it out'], ...options];
}

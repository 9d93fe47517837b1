import { type ReactNode, useId } from 'react';
import { choiceText } from './ChoiceField.tsx';
import { CONTROLS } from './control-names.ts';
import { FieldGroup } from './FieldGroup.tsx';
import type { InputFieldProps } from './input-field-props.ts';
import { WhenEmpty } from './WhenEmpty.tsx';

/** Radio buttons for a boolean, with “null” or “not given” if allowed, or a checkbox for each choice. */
export function OptionsField({ field, path, errors, value }: InputFieldProps<'flag' | 'several'>) {
  const legendId = useId();
  const name = CONTROLS.value(path);
  const given = Array.isArray(value) ? value : [];
  const flag = value === undefined ? '' : String(value);
  return (
    <FieldGroup
      field={field}
      path={path}
      errors={errors}
      labelId={legendId}
      {...(field.kind === 'flag' && { role: 'radiogroup' })}
    >
      <div className="flex max-h-96 flex-wrap gap-x-4 gap-y-1 overflow-y-auto">
        {field.kind === 'flag'
          ? flagsOf(field).map(([option, words]) => (
              <Option key={option} type="radio" name={name} value={option} isSet={option === flag}>
                {words}
              </Option>
            ))
          : field.choices.map((choice, index) => (
              <Option
                key={choiceText(choice)}
                type="checkbox"
                name={name}
                value={String(index)}
                isSet={given.includes(choice.value)}
              >
                {choiceText(choice)}
              </Option>
            ))}
      </div>
      {field.kind === 'several' && <WhenEmpty field={field} path={path} value={value} labelId={legendId} />}
    </FieldGroup>
  );
}

function flagsOf(field: InputFieldProps<'flag'>['field']): [string, string][] {
  const options: [string, string][] = [
    ['true', 'yes'],
    ['false', 'no'],
  ];
  if (field.nullable) options.push(['null', 'null']);
  if (!field.required) options.push(['', 'not given']);
  return options;
}

function Option({
  isSet,
  children,
  ...input
}: {
  type: 'radio' | 'checkbox';
  name: string;
  value: string;
  isSet: boolean;
  children: ReactNode;
}) {
  return (
    <label className="flex min-h-6 min-w-0 items-center gap-2">
      <input {...input} defaultChecked={isSet} />
      <span className="min-w-0 wrap-anywhere">{children}</span>
    </label>
  );
}

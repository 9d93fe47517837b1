import { CONTROL, Field } from '../../ui/Field.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import { shownName } from '../../ui/server-text.ts';
import type { Choice } from './choices.ts';
import { CONTROLS } from './control-names.ts';
import { FieldHint } from './FieldHint.tsx';
import type { InputFieldProps } from './input-field-props.ts';

/** A field to choose one value. At first, no value is chosen, unless the schema has a default. */
export function ChoiceField({ field, path, errors, value }: InputFieldProps<'choice'>) {
  const chosen = field.choices.findIndex((choice) => choice.value === value);
  const initial = chosen < 0 ? (value === null && field.nullable ? 'null' : '') : String(chosen);
  return (
    <Field
      label={<ServerText text={field.label} kind="name" />}
      hint={<FieldHint field={field} />}
      error={errors[path]}
      required={field.required}
      control={(ids) => (
        <select {...ids} name={CONTROLS.value(path)} defaultValue={initial} className={CONTROL}>
          <option value="">{field.required ? 'Choose one' : 'not set'}</option>
          {field.choices.map((choice, index) => (
            <option key={choiceText(choice)} value={index}>
              {choiceText(choice)}
            </option>
          ))}
          {field.nullable && <option value="null">null</option>}
        </select>
      )}
    />
  );
}

/** The text of a choice has the value beside the title, because the title may be misleading. */
export function choiceText({ value, title }: Choice): string {
  const text = value === '' ? 'empty text' : shownName(String(value));
  return title === undefined ? text : `${shownName(title)} (${text})`;
}

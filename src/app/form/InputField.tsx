import { ChoiceField } from './ChoiceField.tsx';
import type { FormField } from './form-fields.ts';
import { GroupField } from './GroupField.tsx';
import { ListField } from './ListField.tsx';
import { OptionsField } from './OptionsField.tsx';
import { TextField } from './TextField.tsx';

/** What a field of any kind is given. */
export interface InputFieldProps<Kind extends FormField['kind'] = FormField['kind']> {
  field: Extract<FormField, { kind: Kind }>;
  /** Where it is in the form: of an item in a list, with the number of the item. */
  path: string;
  errors: Readonly<Record<string, string>>;
  /** What stands in it at first; `undefined` where nothing does. */
  value: unknown;
}

/** The controls for one input. */
export function InputField({ field, ...others }: InputFieldProps) {
  switch (field.kind) {
    case 'text':
    case 'number':
    case 'json':
      return <TextField field={field} {...others} />;
    case 'choice':
      return <ChoiceField field={field} {...others} />;
    case 'flag':
    case 'several':
      return <OptionsField field={field} {...others} />;
    case 'list':
      return <ListField field={field} {...others} />;
    case 'group':
      return <GroupField field={field} {...others} />;
    default:
      return field satisfies never;
  }
}

import { ChoiceField } from './ChoiceField.tsx';
import { GroupField } from './GroupField.tsx';
import type { InputFieldProps } from './input-field-props.ts';
import { ListField } from './ListField.tsx';
import { OptionsField } from './OptionsField.tsx';
import { TextField } from './TextField.tsx';

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
      return <ListField field={field} Field={InputField} {...others} />;
    case 'group':
      return <GroupField field={field} Field={InputField} {...others} />;
    default:
      return field satisfies never;
  }
}

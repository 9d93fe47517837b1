import type { ComponentType } from 'react';
import type { FormField } from './form-fields.ts';

export interface InputFieldProps<Kind extends FormField['kind'] = FormField['kind']> {
  field: Extract<FormField, { kind: Kind }>;
  /** The path of the field in the form. The path of an item contains the number of the item. */
  path: string;
  errors: Readonly<Record<string, string>>;
  /** The initial value of the field, or `undefined` if the field is empty at first. */
  value: unknown;
}

export interface NestingProps {
  Field: ComponentType<InputFieldProps>;
}

import type { ComponentType } from 'react';
import type { FormField } from './form-fields.ts';

/** The props of a field of any kind. */
export interface InputFieldProps<Kind extends FormField['kind'] = FormField['kind']> {
  field: Extract<FormField, { kind: Kind }>;
  /** Its path in the form, which contains the number of the item if the field is for an item of a list. */
  path: string;
  errors: Readonly<Record<string, string>>;
  /** Its initial value; `undefined` if it is empty. */
  value: unknown;
}

/** The props of a field that contains fields. */
export interface NestingProps {
  /** The component for a field of any kind. */
  Field: ComponentType<InputFieldProps>;
}

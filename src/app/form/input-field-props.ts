import type { ComponentType } from 'react';
import type { FormField } from './form-fields.ts';

/** What a field of any kind is given. */
export interface InputFieldProps<Kind extends FormField['kind'] = FormField['kind']> {
  field: Extract<FormField, { kind: Kind }>;
  /** Where it is in the form: of an item in a list, with the number of the item. */
  path: string;
  errors: Readonly<Record<string, string>>;
  /** What stands in it at first; `undefined` where nothing does. */
  value: unknown;
}

/** What a field with fields inside is given besides. */
export interface NestingProps {
  /** The component for a field of any kind. */
  Field: ComponentType<InputFieldProps>;
}

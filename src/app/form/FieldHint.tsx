import { formatOf } from '../../mcp/json-schema/formats.ts';
import { ServerText } from '../../ui/ServerText.tsx';
import type { FormField } from './form-fields.ts';

/** The hint of a field: the server's description, and what the field accepts. */
export function FieldHint({ field }: { field: FormField }) {
  const format = field.kind === 'text' ? formatOf(field.format) : undefined;
  return (
    <>
      {field.hint && <ServerText text={field.hint} kind="description" />} {field.note}
      {format && ` Takes ${format.name}, such as ${format.example}.`}
      {field.kind === 'json' &&
        (field.orText ? ' As text, or as JSON: 12 is a number, and "12" is text.' : ' As JSON.')}
    </>
  );
}

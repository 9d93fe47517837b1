import { useId } from 'react';
import { CONTROLS, type Emptiness } from './control-names.ts';
import type { FormField } from './form-fields.ts';

/**
 * Lets the user choose what an empty control means: no value, an empty text or list, or `null`. Shows nothing if there
 * is only one possibility.
 *
 * @param labelId the ID of the label of the input, which is also the label of this choice.
 */
export function WhenEmpty({
  field,
  path,
  value,
  labelId,
}: {
  field: FormField;
  path: string;
  value: unknown;
  labelId: string;
}) {
  const id = useId();
  const options = optionsOf(field);
  if (options.length < 2) return null;
  return (
    <div className="flex items-center gap-2 text-sm text-soft">
      <label htmlFor={id}>If empty</label>
      <select
        id={id}
        name={CONTROLS.empty(path)}
        defaultValue={emptinessOf(value)}
        aria-describedby={labelId}
        className="rounded-control border border-faint bg-raised px-2 py-0.5 text-ink"
      >
        {options.map(([emptiness, words]) => (
          <option key={emptiness} value={emptiness}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

function optionsOf(field: FormField): [Emptiness, string][] {
  const options: [Emptiness, string][] = [['', field.required ? 'ask for it' : 'leave it out']];
  if ('canBeEmpty' in field && field.canBeEmpty) {
    options.push(['empty', `send an empty ${field.kind === 'text' ? 'text' : 'list'}`]);
  }
  if (field.nullable) options.push(['null', 'send null']);
  return options;
}

function emptinessOf(value: unknown): Emptiness {
  if (value === null) return 'null';
  const isEmpty = value === '' || (Array.isArray(value) && !value.length);
  return isEmpty ? 'empty' : '';
}

import { CONTROL, Field } from '../../ui/Field.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import { CONTROLS } from './control-names.ts';
import { FieldHint } from './FieldHint.tsx';
import { asJson, asText } from './initial-value.ts';
import type { InputFieldProps } from './input-field-props.ts';
import { WhenEmpty } from './WhenEmpty.tsx';

/**
 * A field in which the user types text, a number, or JSON. A number has a text field, because a browser's number field
 * hides input that is not a number. Text without a format has a text area, because it may have line breaks.
 */
export function TextField({ field, path, errors, value }: InputFieldProps<'text' | 'number' | 'json'>) {
  const isNothing = value === undefined || value === null;
  const initial = isNothing ? '' : field.kind === 'json' ? asJson(value) : asText(value);
  const isLine = field.kind === 'number' || (field.kind === 'text' && field.format !== undefined);
  return (
    <Field
      label={<ServerText text={field.label} kind="name" />}
      hint={<FieldHint field={field} />}
      error={errors[path]}
      required={field.required}
      control={(ids, labelId) => {
        const common = {
          ...ids,
          name: CONTROLS.value(path),
          defaultValue: initial,
          spellCheck: field.kind === 'text',
        };
        return (
          <>
            {isLine ? (
              <input
                {...common}
                type="text"
                inputMode={inputModeOf(field)}
                autoComplete="off"
                className={CONTROL}
              />
            ) : (
              <textarea
                {...common}
                rows={3}
                className={`${CONTROL} field-sizing-content max-h-96 ${field.kind === 'json' ? 'font-mono' : ''}`}
              />
            )}
            {initial.includes('\r') && (
              <input type="hidden" name={CONTROLS.original(path)} value={JSON.stringify(initial)} />
            )}
            <WhenEmpty field={field} path={path} value={value} labelId={labelId} />
          </>
        );
      }}
    />
  );
}

/** Selects the keyboard of a phone. On some phones, the keyboard for digits has no minus sign. */
function inputModeOf(field: InputFieldProps<'text' | 'number' | 'json'>['field']) {
  if (field.kind === 'number') return field.negative ? 'text' : field.integer ? 'numeric' : 'decimal';
  if (field.kind === 'text' && field.format === 'email') return 'email';
  return field.kind === 'text' && field.format === 'uri' ? 'url' : 'text';
}

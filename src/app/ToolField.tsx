import { CONTROL, Field } from '../ui/Field.tsx';
import { ServerText } from '../ui/ServerText.tsx';
import { shownName } from '../ui/server-text.ts';
import { asText, type ToolInput } from './tool-input.ts';

/**
 * The control for one input of a tool.
 *
 * @param value what stands in it at first, if not what the schema says.
 */
export function ToolField({
  input,
  error,
  value,
}: {
  input: ToolInput;
  error: string | undefined;
  value?: unknown;
}) {
  const { name, label, hint, note, required } = input;
  const initial = value === undefined ? input.initial : asText(value);
  return (
    <Field
      label={<ServerText text={label} kind="name" />}
      hint={
        <>
          {hint && <ServerText text={hint} kind="description" />} {note}
          {input.kind === 'json' && ' As JSON.'}
        </>
      }
      error={error}
      required={required}
      control={(ids) => {
        const common = { ...ids, name, defaultValue: initial, className: CONTROL };
        switch (input.kind) {
          case 'choice':
            return (
              <select {...common}>
                {!required && !initial && <option value="">not set</option>}
                {input.choices.map((choice) => (
                  <option key={choice} value={choice}>
                    {shownName(choice)}
                  </option>
                ))}
              </select>
            );
          case 'flag':
            return (
              <select {...common}>
                {!required && !initial && <option value="">not set</option>}
                <option value="true">yes</option>
                <option value="false">no</option>
              </select>
            );
          case 'number':
            return (
              <input
                {...common}
                type="number"
                min={input.min}
                max={input.max}
                step={input.integer ? 1 : 'any'}
              />
            );
          case 'json':
            return <textarea {...common} rows={3} spellCheck={false} />;
          case 'text':
            return <input {...common} type="text" />;
          default:
            return input satisfies never;
        }
      }}
    />
  );
}

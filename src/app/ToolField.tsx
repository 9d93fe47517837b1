import { CONTROL, Field } from '../ui/Field.tsx';
import type { ToolInput } from './tool-input.ts';

/** The control for one input of a tool. */
export function ToolField({ input, error }: { input: ToolInput; error: string | undefined }) {
  const { name, label, hint, required, initial } = input;
  if (input.kind === 'switch') {
    return (
      <label className="flex items-center gap-2">
        <input type="checkbox" name={name} defaultChecked={initial === 'true'} className="size-4" />
        {label}
      </label>
    );
  }
  return (
    <Field
      label={label}
      hint={input.kind === 'json' ? [hint, 'As JSON.'].filter(Boolean).join(' ') : hint}
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
                  <option key={choice}>{choice}</option>
                ))}
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

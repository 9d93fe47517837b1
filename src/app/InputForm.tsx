import { type ReactNode, useMemo, useState } from 'react';
import { ToolField } from './ToolField.tsx';
import { inputsLeftOut, readToolArguments, readToolInputs } from './tool-input.ts';

/**
 * A form made from a JSON Schema. What is wrong with it is said at the field, and nothing is sent.
 *
 * @param values what stands in it at first.
 * @param actions its buttons; one of them submits.
 */
export function InputForm({
  schema,
  values = {},
  onSubmit,
  actions,
}: {
  schema: unknown;
  values?: Record<string, unknown> | undefined;
  onSubmit(values: Record<string, unknown>): void;
  actions: ReactNode;
}) {
  const inputs = useMemo(() => readToolInputs(schema), [schema]);
  const leftOut = useMemo(() => inputsLeftOut(schema), [schema]);
  const [errors, setErrors] = useState<Record<string, string>>({});
  return (
    <form
      noValidate
      className="grid justify-items-stretch gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        const read = readToolArguments(inputs, new FormData(event.currentTarget));
        setErrors(read.ok ? {} : read.errors);
        if (read.ok) onSubmit(read.arguments);
      }}
    >
      {inputs.map((input) => (
        <ToolField key={input.name} input={input} error={errors[input.name]} value={values[input.name]} />
      ))}
      {leftOut > 0 && (
        <p className="text-soft">
          There are {(inputs.length + leftOut).toLocaleString('en')} inputs. The first {inputs.length} have a
          field; the others are left out of the call.
        </p>
      )}
      <div className="flex flex-wrap gap-3">{actions}</div>
    </form>
  );
}

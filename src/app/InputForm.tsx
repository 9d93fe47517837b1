import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { controlsOf, filledForm } from './form/filled-form.ts';
import { readArguments } from './form/form-arguments.ts';
import { ALL_AS_JSON, formFields, JSON_SHAPE, MOST_FIELDS } from './form/form-fields.ts';
import { InputField } from './form/InputField.tsx';
import { memberOf } from './form/initial-value.ts';

/**
 * Shows a form for a JSON Schema. If a value is invalid, the form reports the error at the field, and does not submit.
 *
 * @param values the initial values. If absent, the form starts with the defaults of the schema.
 * @param offersJson whether the user may write all values as JSON instead of using the fields.
 * @param refuse checks a value that fits the schema, and returns an error if the value cannot be sent.
 * @param actions the buttons of the form. One of these buttons submits the form.
 */
export function InputForm({
  schema,
  values,
  offersJson = false,
  refuse,
  onSubmit,
  actions,
}: {
  schema: unknown;
  values?: Record<string, unknown> | undefined;
  offersJson?: boolean;
  refuse?(value: unknown): string | undefined;
  onSubmit(values: Record<string, unknown>): void;
  actions: ReactNode;
}) {
  const shape = useMemo(() => formFields(schema), [schema]);
  const form = useRef<HTMLFormElement>(null);
  const [initial] = useState(values);
  const [json, setJson] = useState<object>();
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({});
  const isJson = json !== undefined || shape === JSON_SHAPE;

  useEffect(() => {
    const wrong = Object.keys(errors).length ? form.current?.querySelector('[aria-invalid="true"]') : null;
    const control = wrong?.matches('fieldset') ? wrong.querySelector('input') : wrong;
    if (control instanceof HTMLElement) control.focus();
  }, [errors]);

  function read() {
    const filled = filledForm(form.current ? controlsOf(form.current) : []);
    const found = readArguments(isJson ? JSON_SHAPE : shape, schema, filled);
    const refused = Object.entries(found.arguments).flatMap(([name, value]) => {
      const problem = refuse?.(value);
      const field = shape.fields.find((one) => one.name === name);
      return problem === undefined ? [] : [[isJson ? '' : (field?.path ?? ''), problem]];
    });
    return { ...found, errors: { ...Object.fromEntries(refused), ...found.errors } };
  }

  return (
    <form
      ref={form}
      noValidate
      className="grid justify-items-stretch gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        const found = read();
        setErrors(found.errors);
        if (!Object.keys(found.errors).length) onSubmit(found.arguments);
      }}
    >
      {shape !== JSON_SHAPE && (
        // The fields stay in the page while they are hidden, so that they keep their values.
        <div hidden={isJson} className="grid gap-4">
          {shape.fields.map((field) => (
            <InputField
              key={field.path}
              field={field}
              path={field.path}
              errors={isJson ? {} : errors}
              value={initial ? memberOf(initial, field.name) : field.initial}
            />
          ))}
        </div>
      )}
      {isJson && <InputField field={ALL_AS_JSON} path="" errors={errors} value={json ?? initial} />}
      {!isJson && shape.inputs > MOST_FIELDS && (
        <p className="text-soft">
          There are {shape.inputs.toLocaleString('en')} inputs. The first {MOST_FIELDS} have a field; the
          others are not sent{offersJson && ', unless you write all values as JSON'}.
        </p>
      )}
      {!isJson && errors[''] !== undefined && (
        <p role="alert" className="text-bad">
          {errors['']}
        </p>
      )}
      <div className="flex flex-wrap gap-3">
        {actions}
        {offersJson && shape !== JSON_SHAPE && (
          <Button
            onClick={() => {
              setJson(isJson ? undefined : read().arguments);
              setErrors({});
            }}
          >
            {isJson ? 'Back to the fields' : 'Write as JSON'}
          </Button>
        )}
      </div>
    </form>
  );
}

import { CONTROL } from '../../../ui/Field.tsx';
import type { Parameter } from './request-template.ts';

export function ParameterFields({
  parameters,
  onChange,
  onReset,
}: {
  parameters: readonly Parameter[];
  onChange(at: number, parameter: Parameter): void;
  /** Absent while no parameter is changed. */
  onReset?(): void;
}) {
  return (
    <div className="grid gap-2">
      {parameters.map(([name, value], index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: parameters are added at the end, and emptied instead of removed
          key={index}
          className="grid items-center gap-x-3 gap-y-1 sm:grid-cols-[13rem_minmax(0,1fr)] md:grid-cols-[minmax(0,1fr)] xl:grid-cols-[13rem_minmax(0,1fr)]"
        >
          <ParameterName name={name} at={index} onChange={(changed) => onChange(index, [changed, value])} />
          <input
            aria-label={name || `Value of parameter ${index + 1}`}
            className={`${CONTROL} font-mono text-sm`}
            value={value}
            spellCheck={false}
            autoComplete="off"
            autoCapitalize="off"
            onChange={({ target }) => onChange(index, [name, target.value])}
          />
        </div>
      ))}
      <p className="flex flex-wrap items-baseline gap-x-4 text-soft text-sm">
        <button
          type="button"
          className="min-h-8 cursor-pointer text-accent underline"
          onClick={() => onChange(parameters.length, ['', ''])}
        >
          Add a parameter
        </button>
        {onReset && (
          <button type="button" className="min-h-8 cursor-pointer text-accent underline" onClick={onReset}>
            Put the first values back
          </button>
        )}
        <span>A parameter without a value is not sent.</span>
      </p>
    </div>
  );
}

function ParameterName({ name, at, onChange }: { name: string; at: number; onChange(name: string): void }) {
  return (
    <input
      aria-label={`Name of parameter ${at + 1}`}
      className="block min-h-8 w-full rounded-control border border-transparent bg-transparent px-1 font-mono text-sm hover:border-faint focus:border-faint"
      value={name}
      spellCheck={false}
      autoComplete="off"
      autoCapitalize="off"
      placeholder="name"
      onChange={({ target }) => onChange(target.value)}
    />
  );
}

import type { Change, Changed } from './ways.ts';

/** Shows the old and the new value of what was changed on the way, and what an attacker would gain by the change. */
export function ChangedValue({ change, changed: { from, to } }: { change: Change; changed: Changed }) {
  return (
    <div className="grid gap-2">
      <dl className="grid gap-x-4 gap-y-1 text-sm sm:grid-cols-2">
        {[
          { title: `${change.parameter}, as it was sent`, value: from, look: 'bg-sunken' },
          { title: `${change.parameter}, as it arrived`, value: to, look: 'bg-mark' },
        ].map(({ title, value, look }) => (
          <div key={title}>
            <dt className="text-soft">{title}</dt>
            <dd className={`break-all px-1 font-mono ${look}`}>{value}</dd>
          </div>
        ))}
      </dl>
      <p>
        <strong>What an attacker would gain:</strong> {change.gain}
      </p>
    </div>
  );
}

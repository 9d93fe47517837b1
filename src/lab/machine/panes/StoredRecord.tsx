import { StoredValue } from './StoredValue.tsx';

const SECRET = /^(codeVerifier|refreshToken|accessToken|code|clientSecret|sessionId)$/;

export function StoredRecord({
  title,
  members,
}: {
  title: string;
  members: readonly (readonly [name: string, value: unknown])[];
}) {
  return (
    <details open className="rounded-control border border-rule bg-raised px-3 py-2">
      <summary className="cursor-pointer break-all font-mono text-xs">{title}</summary>
      <dl className="mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-xs">
        {members
          .filter(([, value]) => value !== undefined)
          .map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-soft">{name}</dt>
              <dd>
                <StoredValue name={name} value={formatted(name, value)} secret={SECRET.test(name)} />
              </dd>
            </div>
          ))}
      </dl>
    </details>
  );
}

/** Shows a time as a date; any other value as stored. */
function formatted(name: string, value: unknown): string {
  if (name.endsWith('Ms') && typeof value === 'number') return new Date(value).toISOString();
  return typeof value === 'string' ? value : JSON.stringify(value);
}

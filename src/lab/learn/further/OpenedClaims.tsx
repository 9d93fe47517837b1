export function OpenedClaims({
  title,
  claims,
  meanings,
  marked,
}: {
  title: string;
  claims: Readonly<Record<string, unknown>>;
  meanings: Readonly<Record<string, string>>;
  /** The claims that the chapter is about. */
  marked: readonly string[];
}) {
  return (
    <section className="min-w-0">
      <h3 className="font-semibold">{title}</h3>
      <dl className="grid gap-1 text-sm">
        {Object.entries(claims).map(([name, value]) => (
          <div key={name} className="grid gap-x-3 sm:grid-cols-[10rem_minmax(0,1fr)]">
            <dt className="break-all font-mono text-soft">{name}</dt>
            <dd className="min-w-0">
              <span className={`break-all font-mono ${marked.includes(name) ? 'bg-mark' : ''}`}>
                {readable(name, value)}
              </span>{' '}
              {meanings[name] && <span className="text-soft">{meanings[name]}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const TIMES = ['exp', 'iat', 'auth_time'];

const readable = (name: string, value: unknown): string =>
  TIMES.includes(name) && typeof value === 'number'
    ? `${value}, ${new Date(value * 1000).toLocaleTimeString()}`
    : String(value);

import { readClaims } from '../token-claims.ts';

const SHOWN = ['iss', 'sub', 'aud', 'client_id', 'scope', 'exp'] as const;

export function TokenClaims({ title, token }: { title: string; token: string }) {
  const claims = readClaims(token);
  return (
    <section className="min-w-0">
      <h3 className="font-semibold">{title}</h3>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 text-sm">
        {SHOWN.map((name) => (
          <div key={name} className="contents">
            <dt className="font-mono text-soft">{name}</dt>
            <dd className={`break-words font-mono ${name === 'aud' ? 'bg-mark' : ''}`}>
              {readable(name, claims[name])}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const readable = (name: string, value: unknown): string =>
  name === 'exp' && typeof value === 'number' ? new Date(value * 1000).toLocaleTimeString() : String(value);

import { useSyncExternalStore } from 'react';
import type { Run } from '../run/run.ts';
import { Followable } from './followed-value.tsx';

/** Members that are worth something to whoever reads them. */
const SECRET = /^(codeVerifier|refreshToken)$/;

/** The `sessionStorage` of the run's tab, as it is now. */
export function StoragePane({ run }: { run: Run | undefined }) {
  if (!run) return <p className="text-soft">No run yet: this tab keeps nothing.</p>;
  return <Entries run={run} />;
}

function Entries({ run }: { run: Run }) {
  const entries = useSyncExternalStore(run.storage.subscribe, run.storage.getSnapshot);
  return (
    <div className="grid gap-3 text-sm">
      <p className="text-soft">
        <code>sessionStorage</code> of this tab. No other tab can read it; every script of this page can.
      </p>
      {[...entries].map(([key, value]) => (
        <section key={key} className="rounded-control border border-rule bg-raised p-3">
          <h3 className="break-all font-mono font-semibold text-xs">{key}</h3>
          <dl className="mt-1 grid gap-1">
            {members(value).map(([name, member]) => (
              <div key={name}>
                <dt className="text-soft text-xs">{name}</dt>
                <dd className="text-xs">
                  <Followable value={member} masked={SECRET.test(name)} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      {entries.size === 0 && <p className="text-soft">Empty.</p>}
    </div>
  );
}

function members(value: string): [string, string][] {
  const record: unknown = JSON.parse(value);
  return Object.entries(Object(record)).map(([name, member]) => [
    name,
    typeof member === 'string' ? member : JSON.stringify(member),
  ]);
}

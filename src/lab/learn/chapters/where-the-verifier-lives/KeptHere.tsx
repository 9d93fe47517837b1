/** The records of this chapter's sign-ins that a tab could read at one moment, in the two storages. */
export interface Kept {
  local: readonly [string, string][];
  session: readonly [string, string][];
}

const PREFIX = 'lab:two-tabs:';

export const readKept = (): Kept => ({ local: entriesOf(localStorage), session: entriesOf(sessionStorage) });

/** Removes the records that an earlier try left in the storages. */
export function forgetKept(): void {
  for (const storage of [localStorage, sessionStorage]) {
    for (const key of Object.keys(storage)) if (key.startsWith(PREFIX)) storage.removeItem(key);
  }
}

export function KeptHere({ kept, when }: { kept: Kept; when: string }) {
  return (
    <section>
      <h3 className="mb-1 text-base">{when}</h3>
      <dl className="grid gap-2 text-sm">
        {[
          { name: 'localStorage, shared by all tabs', entries: kept.local },
          { name: 'sessionStorage, of this tab alone', entries: kept.session },
        ].map(({ name, entries }) => (
          <div key={name}>
            <dt className="font-semibold">{name}</dt>
            {entries.map(([key, value]) => (
              <dd key={key} className="break-all font-mono text-xs">
                {key} = {value}
              </dd>
            ))}
            {entries.length === 0 && <dd className="text-soft">nothing of this chapter</dd>}
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Only verifiers show which tab was overwritten. They are harmless: the sign-ins end immediately. */
function entriesOf(storage: Storage): [string, string][] {
  return Object.entries(storage)
    .filter(([key]) => key.startsWith(PREFIX))
    .map(([key, value]) => {
      const { state, verifier, codeVerifier }: Record<string, unknown> = Object(JSON.parse(value));
      return [key.slice(PREFIX.length), `state ${state}, verifier ${verifier ?? codeVerifier}`];
    });
}

/** What this tab can read in the two storages at the time of rendering. */
export function KeptHere() {
  return (
    <dl className="grid gap-2 text-sm">
      {[
        { name: 'localStorage, shared by all tabs', storage: localStorage },
        { name: 'sessionStorage, of this tab alone', storage: sessionStorage },
      ].map(({ name, storage }) => (
        <div key={name}>
          <dt className="font-semibold">{name}</dt>
          {entriesOf(storage).map(([key, value]) => (
            <dd key={key} className="break-all font-mono text-xs">
              {key} = {value}
            </dd>
          ))}
          {entriesOf(storage).length === 0 && <dd className="text-soft">nothing of this chapter</dd>}
        </div>
      ))}
    </dl>
  );
}

/** Shows verifiers, too: states alone would not show which tab overwrote which, and these sign-ins end immediately. */
function entriesOf(storage: Storage): [string, string][] {
  return Object.entries(storage)
    .filter(([key]) => key.startsWith('lab:two-tabs:'))
    .map(([key, value]) => {
      const { state, verifier, codeVerifier }: Record<string, unknown> = Object(JSON.parse(value));
      return [key.slice('lab:two-tabs:'.length), `state ${state}, verifier ${verifier ?? codeVerifier}`];
    });
}

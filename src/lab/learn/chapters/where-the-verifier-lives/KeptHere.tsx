/** What this tab can read of the two storages, as it stands when this is drawn. */
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

/** The states alone would not show who overwrote whom; the verifiers are of a sign-in that is over in a moment. */
function entriesOf(storage: Storage): [string, string][] {
  return Object.entries(storage)
    .filter(([key]) => key.startsWith('lab:two-tabs:'))
    .map(([key, value]) => {
      const { state, verifier, codeVerifier }: Record<string, unknown> = Object(JSON.parse(value));
      return [key.slice('lab:two-tabs:'.length), `state ${state}, verifier ${verifier ?? codeVerifier}`];
    });
}

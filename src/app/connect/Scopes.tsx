import { useState } from 'react';
import { type Discovery, wantedScopes } from '../../oauth/index.ts';
import { Button } from '../../ui/Button.tsx';
import { CONTROL, Field } from '../../ui/Field.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import { accept, accepted } from '../accepted.ts';
import { useServerSessions } from '../server-sessions.ts';

/** Shows the scopes that the sign-in requests. The user may change them: some servers refuse scopes that they list. */
export function Scopes({ discovery, serverUrl }: { discovery: Discovery; serverUrl: string }) {
  const { platform, identification } = useServerSessions();
  const { tab } = platform.storage;
  const [isEdited, setEdited] = useState(false);
  const [chosen, setChosen] = useState(() => accepted(tab, serverUrl).scopes);
  const scopes = chosen ?? wantedScopes(discovery, identification);
  function choose(scopes: readonly string[] | undefined): void {
    accept(tab, serverUrl, { scopes });
    setChosen(scopes);
    setEdited(false);
  }
  if (isEdited) {
    return (
      <form
        className="grid max-w-xl gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          const typed = String(new FormData(event.currentTarget).get('scopes') ?? '');
          choose(typed.split(/\s+/).filter(Boolean));
        }}
      >
        <Field
          label="Scopes to ask for"
          hint="Separated by spaces. Without scopes, the server decides."
          control={(ids) => (
            <input
              {...ids}
              name="scopes"
              autoComplete="off"
              defaultValue={scopes.join(' ')}
              className={`${CONTROL} font-mono`}
            />
          )}
        />
        <div className="flex flex-wrap gap-3">
          <Button type="submit">Ask for these</Button>
          {chosen && <Button onClick={() => choose(undefined)}>Ask for the default scopes</Button>}
        </div>
      </form>
    );
  }
  return (
    <span className="flex flex-wrap items-center gap-x-4 gap-y-2">
      {scopes.length ? (
        <code className="break-all">
          <ServerText text={scopes.join(' ')} kind="value" />
        </code>
      ) : (
        'none: the server decides'
      )}
      <Button onClick={() => setEdited(true)}>Change</Button>
    </span>
  );
}

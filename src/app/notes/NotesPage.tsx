import { useQuery } from '@tanstack/react-query';
import { createPath, useLocation } from 'react-router-dom';
import { RequireSession } from '../../oauth/react/RequireSession.tsx';
import { useSession } from '../../oauth/react/SessionProvider.tsx';
import { Button } from '../../ui/Button.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import { Waiting } from '../../ui/Waiting.tsx';
import { personKey } from '../person-key.ts';
import { SessionPanel } from '../SessionPanel.tsx';
import { SignInPanel } from '../SignInPanel.tsx';
import { ApiFailure } from './ApiFailure.tsx';
import { NewNote } from './NewNote.tsx';
import { type ApiFetch, notesQuery } from './notes-api.ts';

/**
 * A page that calls your own API. It has a list of notes, and a form that adds a note. Replace the notes with the data
 * of your API.
 *
 * @param api the address of the API, without a slash at the end.
 */
export function NotesPage({ api }: { api: string }) {
  const { session } = useSession();
  const location = useLocation();
  return (
    <div className="grid gap-6">
      <h1 className="text-3xl">Notes</h1>
      <RequireSession
        otherwise={() => (
          <>
            <p className="text-soft">Sign in to see your notes.</p>
            <SignInPanel returnTo={createPath(location)} />
          </>
        )}
      >
        {(grant) => (
          <>
            <NoteList fetch={session.fetch} api={api} person={personKey(grant)} />
            <NewNote fetch={session.fetch} api={api} />
            <SessionPanel grant={grant} who="the authorization server did not say" />
          </>
        )}
      </RequireSession>
    </div>
  );
}

/** Shows the notes of the person, or says that they are loading, that there are none, or why the call failed. */
function NoteList({ fetch, api, person }: { fetch: ApiFetch; api: string; person: string }) {
  const { data: notes, error, isFetching, refetch } = useQuery(notesQuery(fetch, api, person));
  if (error) {
    return (
      <div className="grid justify-items-start gap-3">
        <ApiFailure error={error} api={api} what="Listing notes" interrupt={() => '/notes'} />
        <Button pending={isFetching} onClick={() => void refetch()}>
          Ask for the notes again
        </Button>
      </div>
    );
  }
  if (!notes) return <Waiting>Asking for your notes</Waiting>;
  if (!notes.length) return <p className="text-soft">You have no notes yet.</p>;
  return (
    <ul className="grid gap-2">
      {notes.map(({ id, text, written }) => (
        <li key={id} className="rounded-card border border-rule bg-raised px-4 py-3">
          <ServerText text={text} kind="description" />
          <p className="text-soft text-sm">
            <ServerText text={written} kind="value" />
          </p>
        </li>
      ))}
    </ul>
  );
}

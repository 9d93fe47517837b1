import { createPath, useLocation } from 'react-router-dom';
import { RequireSession } from '../../oauth/react/RequireSession.tsx';
import { useSession } from '../../oauth/react/SessionProvider.tsx';
import { personKey } from '../person-key.ts';
import { SessionPanel } from '../SessionPanel.tsx';
import { SignInPanel } from '../SignInPanel.tsx';
import { NewNote } from './NewNote.tsx';
import { NoteList } from './NoteList.tsx';

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

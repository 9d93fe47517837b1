import { useQuery } from '@tanstack/react-query';
import { Button } from '../../ui/Button.tsx';
import { ServerText } from '../../ui/ServerText.tsx';
import { Waiting } from '../../ui/Waiting.tsx';
import { ApiFailure } from './ApiFailure.tsx';
import { type ApiFetch, notesQuery } from './notes-api.ts';

/** Shows the notes of the person, or says that they are loading, that there are none, or why the call failed. */
export function NoteList({ fetch, api, person }: { fetch: ApiFetch; api: string; person: string }) {
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

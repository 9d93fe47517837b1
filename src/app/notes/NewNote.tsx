import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { Button } from '../../ui/Button.tsx';
import { CONTROL, Field } from '../../ui/Field.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { dropCall, keepCall, type TakenCall, takeCall } from '../interrupted-call.ts';
import { NotRepeated } from '../NotRepeated.tsx';
import { useServerSessions } from '../server-sessions.ts';
import { useCaller } from '../use-caller.ts';
import { ApiFailure, reasonOf } from './ApiFailure.tsx';
import { type ApiFetch, createNote } from './notes-api.ts';

/** The query parameter for the ID of an interrupted call. */
const REPEAT = 'repeat';
const CALL = 'add a note';

/**
 * Adds a note. If a note needs a sign-in for more permission, the storage of the tab keeps the text for the same
 * person. The text is not in the address, because the history of the browser would keep it. The page never sends the
 * text without a press of the user.
 */
export function NewNote({ fetch, api }: { fetch: ApiFetch; api: string }) {
  const [parameters] = useSearchParams();
  const storage = useServerSessions().platform.storage.tab;
  const caller = useCaller();
  const [text, setText] = useState('');
  const [interrupted, setInterrupted] = useState<TakenCall>();
  const queryClient = useQueryClient();
  const { mutate, error, isPending } = useMutation({
    mutationFn: (written: string) => createNote(fetch, api, written),
    meta: { unseen: (reason) => ({ title: 'The note was not added', detail: reasonOf(reason, api) }) },
    async onSuccess() {
      setText('');
      await queryClient.invalidateQueries({ queryKey: ['notes', api] });
    },
  });
  const repeat = parameters.get(REPEAT);
  const { issuer, subject } = caller ?? {};
  useEffect(() => {
    if (repeat === null) return dropCall(storage);
    if (issuer === undefined || subject === undefined) return;
    const taken = takeCall(storage, repeat, { serverUrl: api, tool: CALL, caller: { issuer, subject } });
    if (taken?.kind === 'repeat') setText(textIn(taken.arguments));
    else if (taken) setInterrupted(taken);
  }, [repeat, issuer, subject, api, storage]);
  function interrupt(): string {
    const id = crypto.randomUUID();
    keepCall(storage, { id, serverUrl: api, tool: CALL, caller: caller ?? 'anonymous', arguments: { text } });
    return `/notes?${new URLSearchParams({ [REPEAT]: id })}`;
  }

  return (
    <Panel title="Add a note">
      {interrupted && (
        <NotRepeated
          taken={interrupted}
          onRepeat={(args) => {
            setInterrupted(undefined);
            setText(textIn(args));
            mutate(textIn(args));
          }}
        />
      )}
      <form
        className="grid justify-items-start gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          mutate(text);
        }}
      >
        <Field
          label="Text"
          required
          control={(ids) => (
            <input
              {...ids}
              className={CONTROL}
              value={text}
              required
              maxLength={500}
              onChange={({ target }) => setText(target.value)}
            />
          )}
        />
        <Button type="submit" variant="primary" pending={isPending}>
          Add the note
        </Button>
        {error && <ApiFailure error={error} api={api} what="Adding a note" interrupt={interrupt} />}
      </form>
    </Panel>
  );
}

const textIn = ({ text }: Record<string, unknown>): string => (typeof text === 'string' ? text : '');

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { Button } from '../../ui/Button.tsx';
import { CONTROL, Field } from '../../ui/Field.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { ApiFailure, reasonOf } from './ApiFailure.tsx';
import { type ApiFetch, createNote } from './notes-api.ts';

/** Adds a note. During a sign-in for more permission, the address keeps the text. Only the user sends the text. */
export function NewNote({ fetch, api }: { fetch: ApiFetch; api: string }) {
  const [parameters] = useSearchParams();
  const [text, setText] = useState(parameters.get('text') ?? '');
  const queryClient = useQueryClient();
  const { mutate, error, isPending } = useMutation({
    mutationFn: () => createNote(fetch, api, text),
    meta: { unseen: (reason) => ({ title: 'The note was not added', detail: reasonOf(reason, api) }) },
    async onSuccess() {
      setText('');
      await queryClient.invalidateQueries({ queryKey: ['notes', api] });
    },
  });
  return (
    <Panel title="Add a note">
      <form
        className="grid justify-items-start gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          mutate();
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
        {error && (
          <ApiFailure
            error={error}
            api={api}
            what="Adding a note"
            returnTo={`/notes?${new URLSearchParams({ text })}`}
          />
        )}
      </form>
    </Panel>
  );
}

import { messageHref } from './message-link.ts';

/** A link in a sentence that opens a message of the log. */
export function MessageLink({ id }: { id: number }) {
  return (
    <a href={messageHref(id)} className="text-accent underline">
      message {id}
    </a>
  );
}

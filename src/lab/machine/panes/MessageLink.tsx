import { messageHref } from './message-link.ts';

export function MessageLink({ id }: { id: number }) {
  return (
    <a href={messageHref(id)} className="text-accent underline">
      message {id}
    </a>
  );
}

import type { Listed } from '../mcp/lists.ts';
import { ServerText } from '../ui/ServerText.tsx';

/** Says which part of a server's list the page does not show, if it does not show everything. */
export function LeftOut({ list, what }: { list: Listed<unknown>; what: string }) {
  const { items, leftOut, refused, more } = list;
  if (!leftOut && !more) return null;
  const read = (items.length + leftOut).toLocaleString('en');
  return (
    <div className="text-soft">
      <p>
        The server lists {more && 'more than '}
        {read} {what}. This page shows {items.length.toLocaleString('en')} of them and asks for no more.
      </p>
      {refused.map(({ name = 'one without a name', why }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two entries may be equal, and they have no state.
        <p key={at} className="mt-1">
          Left out: <ServerText text={name} kind="name" /> (<ServerText text={why} kind="description" />)
        </p>
      ))}
    </div>
  );
}

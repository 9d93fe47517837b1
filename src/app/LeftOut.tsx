import type { Listed } from '../mcp/lists.ts';

/** Says how much of a server's list is not shown, if anything is left out. */
export function LeftOut({ list, what }: { list: Listed<unknown>; what: string }) {
  const { items, leftOut, more } = list;
  if (!leftOut && !more) return null;
  const read = (items.length + leftOut).toLocaleString('en');
  return (
    <p className="text-soft">
      The server lists {more && 'more than '}
      {read} {what}. This page shows {items.length.toLocaleString('en')} of them and asks for no more.
    </p>
  );
}

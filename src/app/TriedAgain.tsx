import { useNow } from './use-now.ts';

/** Says when something that failed for the moment is tried again. */
export function TriedAgain({ atMs }: { atMs: number }) {
  const seconds = Math.ceil((atMs - useNow()) / 1000);
  return (
    <p className="mt-2 text-soft">
      Your session is kept. It is tried again by itself{' '}
      {seconds > 0 ? `in ${seconds} s, or as soon as you are online` : 'now'}.
    </p>
  );
}

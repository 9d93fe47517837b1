import { useNow } from './use-now.ts';

/** Says when the app next tries to renew the session. */
export function TriedAgain({ atMs }: { atMs: number }) {
  const seconds = Math.ceil((atMs - useNow()) / 1000);
  return (
    <p className="mt-2 text-soft">
      Your session is kept. The app tries again automatically{' '}
      {seconds > 0 ? `in ${seconds} s, or as soon as you are online` : 'now'}.
    </p>
  );
}

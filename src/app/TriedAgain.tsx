import type { OAuthError } from '../oauth/index.ts';
import { orEarlier } from './notifications/session-notice.ts';
import { useNow } from './use-now.ts';

/** Says when the app next tries to renew the session. If no server has responded, this may be earlier than `atMs`. */
export function TriedAgain({ error, atMs }: { error: OAuthError; atMs: number }) {
  const seconds = Math.ceil((atMs - useNow()) / 1000);
  return (
    <p className="mt-2 text-soft">
      Your session is kept. The app tries again automatically{' '}
      {seconds > 0 ? `in ${seconds} s${orEarlier(error)}` : 'now'}.
    </p>
  );
}

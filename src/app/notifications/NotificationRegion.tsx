import { CircleAlert, X } from 'lucide-react';
import { useState, useSyncExternalStore } from 'react';
import type { Session } from '../../oauth/index.ts';
import { ServerText } from '../../ui/ServerText.tsx';
import { type NotificationText, notifications } from './notifications.ts';
import { nextNotice } from './session-notice.ts';
import { useIsStated } from './stated-sessions.ts';

/**
 * Shows the failures of sessions, and of mutations that began on another page, if no other part of the page shows them.
 * The region exists from the start, because a screen reader announces only what is added to an existing region. The
 * region takes no focus. Only the user, or a newer notification, removes a notification.
 */
export function NotificationRegion({ sessions }: { sessions: readonly Session[] }) {
  const shown = useSyncExternalStore(notifications.subscribe, notifications.getSnapshot);
  return (
    <section
      aria-label="Notifications"
      className="fixed inset-x-4 bottom-4 z-30 grid gap-3 sm:left-auto sm:w-96 print:hidden"
    >
      {/* A screen reader announces only new notifications, not the changing time of the next attempt. */}
      <div role="status" aria-atomic={false} aria-relevant="additions" className="grid gap-3">
        {sessions.map((session, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a build always has the same sessions, in the same order.
          <SessionNotification key={index} session={session} />
        ))}
        {shown.map(({ id, ...text }) => (
          <Item key={id} {...text} onDismiss={() => notifications.dismiss(id)} />
        ))}
      </div>
    </section>
  );
}

function SessionNotification({ session }: { session: Session }) {
  const state = useSyncExternalStore(session.subscribe, session.getSnapshot);
  const [seen, setSeen] = useState({ state, notice: nextNotice(undefined, state) });
  const isStated = useIsStated(session);
  if (seen.state !== state) setSeen({ state, notice: nextNotice(seen.notice, state) });
  const { notice } = seen;
  if (!notice || notice.dismissed || isStated) return null;
  return <Item {...notice} onDismiss={() => setSeen({ state, notice: { ...notice, dismissed: true } })} />;
}

function Item({ title, detail, onDismiss }: NotificationText & { onDismiss(): void }) {
  return (
    <div className="flex items-start gap-3 rounded-card border border-strong bg-raised px-4 py-3 shadow-lg motion-safe:transition-opacity motion-safe:starting:opacity-0">
      <CircleAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-bad" />
      <div className="min-w-0 grow break-words">
        <p className="font-semibold">
          <ServerText text={title} kind="name" />
        </p>
        {detail && (
          <p className="text-soft">
            <ServerText text={detail} kind="value" />
          </p>
        )}
      </div>
      <button
        type="button"
        aria-label="Dismiss"
        onClick={onDismiss}
        className="-m-1 flex size-8 shrink-0 cursor-pointer items-center justify-center rounded-control text-soft hover:text-ink"
      >
        <X aria-hidden className="size-4" />
      </button>
    </div>
  );
}

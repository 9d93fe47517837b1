/** Something that the user has to know and that no part of the page shows. It may contain a server's text. */
export interface NotificationText {
  title: string;
  detail?: string;
}

interface Notification extends NotificationText {
  id: string;
}

/** The notifications on screen, each until the user dismisses it: none disappears automatically. */
export interface Notifications {
  show(text: NotificationText): void;
  dismiss(id: string): void;
  /** Oldest first. */
  getSnapshot(): readonly Notification[];
  subscribe(listener: () => void): () => void;
}

/** More notifications would hide the page. */
const MOST_SHOWN = 3;

export function createNotifications(): Notifications {
  let shown: readonly Notification[] = [];
  const listeners = new Set<() => void>();
  function show(next: readonly Notification[]): void {
    shown = next;
    for (const listener of listeners) listener();
  }
  return {
    show: (text) => show([...shown, { ...text, id: crypto.randomUUID() }].slice(-MOST_SHOWN)),
    dismiss: (id) => show(shown.filter((one) => one.id !== id)),
    getSnapshot: () => shown,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The notifications of this document. */
export const notifications = createNotifications();

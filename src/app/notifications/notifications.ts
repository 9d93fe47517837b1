/** The text of a notification. It may contain the text of a server. */
export interface NotificationText {
  title: string;
  detail?: string;
}

interface Notification extends NotificationText {
  id: string;
}

/** The notifications on screen. A notification disappears only if the user dismisses it, or if there are too many. */
export interface Notifications {
  show(text: NotificationText): void;
  dismiss(id: string): void;
  /** The notifications, oldest first. */
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

export const notifications = createNotifications();

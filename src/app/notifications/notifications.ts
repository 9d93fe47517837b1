/** Something that a person has to know and that no part of the page says. Its words may be a server's. */
export interface NotificationText {
  title: string;
  detail?: string;
}

export interface Notification extends NotificationText {
  id: string;
}

/** What is to be said, until the person has read it and dismisses it: nothing goes away by itself. */
export interface Notifications {
  show(text: NotificationText): void;
  dismiss(id: string): void;
  /** Oldest first. */
  getSnapshot(): readonly Notification[];
  subscribe(listener: () => void): () => void;
}

/** More than these would hide the page. */
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

/** Those of this document. */
export const notifications = createNotifications();

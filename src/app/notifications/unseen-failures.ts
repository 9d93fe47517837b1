import type { Mutation, MutationCache } from '@tanstack/react-query';
import type { NotificationText } from './notifications.ts';

declare module '@tanstack/react-query' {
  interface Register {
    mutationMeta: {
      /** Returns the notification about a failure, for a user who has left the page of the mutation. */
      unseen?: (error: unknown) => NotificationText;
    };
  }
}

/** Shows the failures of mutations that no component observes any more. */
export function showUnseenFailures(cache: MutationCache, show: (text: NotificationText) => void): void {
  const observers = new WeakMap<Mutation<unknown, unknown, unknown, unknown>, number>();
  cache.subscribe((event) => {
    const { type, mutation } = event;
    if (!mutation) return;
    const count = observers.get(mutation) ?? 0;
    if (type === 'observerAdded') observers.set(mutation, count + 1);
    if (type === 'observerRemoved') observers.set(mutation, count - 1);
    if (type !== 'updated' || event.action.type !== 'error' || count > 0) return;
    const text = mutation.meta?.unseen?.(event.action.error);
    if (text) show(text);
  });
}

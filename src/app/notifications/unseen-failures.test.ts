import { MutationObserver, QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { createNotifications, type NotificationText } from './notifications.ts';
import { showUnseenFailures } from './unseen-failures.ts';

const unseen = (error: unknown) => ({ title: 'The note was not added', detail: String(error) });

/** Starts a mutation. `leave` unmounts the page of the mutation, and `fail` makes the mutation fail. */
function begin(meta?: { unseen: typeof unseen }) {
  const client = new QueryClient();
  const said: NotificationText[] = [];
  showUnseenFailures(client.getMutationCache(), (text) => said.push(text));
  let reject: (reason: Error) => void = () => {};
  const promise = new Promise<void>((_resolve, rejected) => {
    reject = rejected;
  });
  const page = new MutationObserver(client, { mutationFn: () => promise, ...(meta && { meta }) });
  const leave = page.subscribe(() => {});
  const settled = page.mutate().catch(() => {});
  return {
    said,
    leave,
    fail() {
      reject(new Error('503'));
      return settled;
    },
  };
}

it('a notification shows the failure of a mutation if the user has left the page of the mutation', async () => {
  const { said, leave, fail } = begin({ unseen });
  leave();
  await fail();
  expect(said).toEqual([{ title: 'The note was not added', detail: 'Error: 503' }]);
});

it('no notification shows the failure of a mutation while the page of the mutation is open', async () => {
  const { said, fail } = begin({ unseen });
  await fail();
  expect(said).toEqual([]);
});

it('no notification shows the failure of a mutation that has no notification text', async () => {
  const { said, leave, fail } = begin();
  leave();
  await fail();
  expect(said).toEqual([]);
});

it('the newest three notifications stay until the user dismisses them', () => {
  const notifications = createNotifications();
  for (const title of ['one', 'two', 'three', 'four']) notifications.show({ title });
  const titles = () => notifications.getSnapshot().map(({ title }) => title);
  expect(titles()).toEqual(['two', 'three', 'four']);
  notifications.dismiss(notifications.getSnapshot()[1]?.id ?? '');
  expect(titles()).toEqual(['two', 'four']);
});

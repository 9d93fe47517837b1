import { MutationObserver, QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { createNotifications, type NotificationText } from './notifications.ts';
import { showUnseenFailures } from './unseen-failures.ts';

const unseen = (error: unknown) => ({ title: 'The note was not added', detail: String(error) });

/** A page that has begun a mutation, and a way to make the mutation fail. */
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

it('a failure is shown if the user has left the page that began it', async () => {
  const { said, leave, fail } = begin({ unseen });
  leave();
  await fail();
  expect(said).toEqual([{ title: 'The note was not added', detail: 'Error: 503' }]);
});

it('a failure is not shown twice: the page that began it shows it', async () => {
  const { said, fail } = begin({ unseen });
  await fail();
  expect(said).toEqual([]);
});

it('a mutation without a text for its failure shows nothing', async () => {
  const { said, leave, fail } = begin();
  leave();
  await fail();
  expect(said).toEqual([]);
});

it('the latest three are shown, each until it is dismissed', () => {
  const notifications = createNotifications();
  for (const title of ['one', 'two', 'three', 'four']) notifications.show({ title });
  const titles = () => notifications.getSnapshot().map(({ title }) => title);
  expect(titles()).toEqual(['two', 'three', 'four']);
  notifications.dismiss(notifications.getSnapshot()[1]?.id ?? '');
  expect(titles()).toEqual(['two', 'four']);
});

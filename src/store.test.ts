import { expect, it } from 'vitest';
import { createStore } from './store.ts';

it('a store notifies a listener of the new value until the listener unsubscribes', () => {
  const { getSnapshot, subscribe, set } = createStore('first');
  const seen: string[] = [];
  const unsubscribe = subscribe(() => seen.push(getSnapshot()));
  set('second');
  unsubscribe();
  set('third');
  expect(seen).toEqual(['second']);
  expect(getSnapshot()).toBe('third');
});

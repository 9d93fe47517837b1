import { expect, it } from 'vitest';
import { keptStorage } from '../machine/testing/kept-storage.ts';
import { createProgress } from './progress.ts';

it('progress is kept for the next visit, each chapter once', () => {
  const storage = keptStorage();
  const progress = createProgress(storage);
  progress.markProven('working');
  progress.markProven('working');
  expect(createProgress(storage).getSnapshot()).toEqual({ proven: ['working'], wasCorrupt: false });
  progress.reset();
  expect(createProgress(storage).getSnapshot().proven).toEqual([]);
});

it.each(['{"proven":', '{}', '[1]', '"working"'])(
  'stored progress %s is reset, and reported as corrupt',
  (kept) => {
    expect(createProgress(keptStorage(kept)).getSnapshot()).toEqual({ proven: [], wasCorrupt: true });
  },
);

it('a browser that stores nothing still shows progress', () => {
  const progress = createProgress({
    ...keptStorage(),
    setItem() {
      throw new DOMException('full', 'QuotaExceededError');
    },
  });
  progress.markProven('working');
  expect(progress.getSnapshot().proven).toEqual(['working']);
});

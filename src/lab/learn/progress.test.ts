import { expect, it } from 'vitest';
import { keptStorage } from '../machine/testing/kept-storage.ts';
import { createProgress } from './progress.ts';
import type { Evidence } from './progress-evidence.ts';

const EVIDENCE: Evidence = {
  log: [],
  decisions: [{ question: 'which theft works', choice: 'neither', afterMessage: 0 }],
};

/** A storage like the storage of a browser, with room for a number of characters. */
function storage(room = Number.POSITIVE_INFINITY) {
  const records = new Map<string, string>();
  return {
    getItem: (key: string) => records.get(key) ?? null,
    setItem(key: string, value: string) {
      const used = [...records].reduce((sum, [name, text]) => sum + (name === key ? 0 : text.length), 0);
      if (used + value.length > room) throw new DOMException('full', 'QuotaExceededError');
      records.set(key, value);
    },
    removeItem: (key: string) => void records.delete(key),
  };
}

it('progress is kept for the next visit, with the newest evidence and the time of the first proof', () => {
  const kept = storage();
  let now = 1_000;
  const progress = createProgress(kept, () => now);
  progress.markProven('working', { log: [], decisions: [] });
  now = 2_000;
  progress.markProven('working', EVIDENCE);
  progress.open('the-trick');
  const next = createProgress(kept);
  expect(next.getSnapshot()).toMatchObject({
    proven: ['working'],
    provenAt: { working: 1_000 },
    open: 'the-trick',
    wasCorrupt: false,
  });
  expect(next.evidenceOf('working')).toEqual(EVIDENCE);
});

it('the learner can undo a reset and an import, even after a reload, and can undo the undo', () => {
  const kept = storage();
  const progress = createProgress(kept);
  progress.markProven('working', EVIDENCE);
  progress.reset();
  expect(progress.getSnapshot()).toMatchObject({ proven: [], canUndo: true });
  expect(progress.evidenceOf('working')).toBeUndefined();
  const reloaded = createProgress(kept);
  reloaded.undo();
  expect(reloaded.getSnapshot().proven).toEqual(['working']);
  expect(reloaded.evidenceOf('working')).toEqual(EVIDENCE);
  reloaded.replace([{ slug: 'the-trick', atMs: 7, ...EVIDENCE }]);
  expect(reloaded.getSnapshot()).toMatchObject({ proven: ['the-trick'], provenAt: { 'the-trick': 7 } });
  reloaded.undo();
  expect(reloaded.getSnapshot().proven).toEqual(['working']);
  reloaded.undo();
  expect(reloaded.getSnapshot().proven).toEqual(['the-trick']);
  expect(reloaded.evidenceOf('the-trick')).toEqual(EVIDENCE);
});

it('two tabs keep what each of them proves, and a reset in one tab stays a reset in the other', () => {
  const kept = storage();
  const [one, other] = [createProgress(kept), createProgress(kept)];
  one.markProven('working', EVIDENCE);
  other.markProven('the-trick', EVIDENCE);
  one.open('state');
  expect(createProgress(kept).getSnapshot()).toMatchObject({
    proven: ['working', 'the-trick'],
    open: 'state',
  });
  one.reset();
  other.examined({ seed: 1, right: 1, of: 10 });
  expect(createProgress(kept).getSnapshot().proven).toEqual([]);
  one.undo();
  expect(createProgress(kept).getSnapshot().proven).toEqual(['working', 'the-trick']);
});

it('progress of the first version, a list of slugs, is read', () => {
  const { proven, wasCorrupt } = createProgress(keptStorage('["working"]')).getSnapshot();
  expect({ proven, wasCorrupt }).toEqual({ proven: ['working'], wasCorrupt: false });
});

it.each(['{"proven":', '{}', '[1]', '"working"', '{"provenAt":{"working":"today"}}', 'null'])(
  'stored progress %s is reset, and reported as corrupt',
  (kept) => {
    const { proven, wasCorrupt } = createProgress(keptStorage(kept)).getSnapshot();
    expect({ proven, wasCorrupt }).toEqual({ proven: [], wasCorrupt: true });
  },
);

it('a browser that stores nothing still shows the progress of this visit', () => {
  const progress = createProgress(storage(0));
  progress.markProven('working', EVIDENCE);
  expect(progress.getSnapshot().proven).toEqual(['working']);
  expect(progress.evidenceOf('working')).toBeUndefined();
});

it('damaged evidence counts as missing', () => {
  const kept = storage();
  const progress = createProgress(kept);
  progress.markProven('working', EVIDENCE);
  kept.setItem('lab:evidence:working', '{"log":[{"id":1}],"decisions":[]}');
  expect(progress.evidenceOf('working')).toBeUndefined();
});

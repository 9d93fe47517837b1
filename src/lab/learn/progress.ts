import { createStore, type ReadableStore } from '../../store.ts';
import { type Evidence, readEvidence } from './progress-evidence.ts';
import { EMPTY, type Exam, type KeptProgress, readProgress } from './progress-format.ts';

/** What a learner has proven, stored for the next visit with the messages that prove it. */
export interface Progress extends ReadableStore<ProgressState> {
  /** Marks a chapter as proven at the time of its first proof, and keeps the newest evidence. */
  markProven(slug: string, evidence: Evidence): void;
  /** The messages and decisions that proved a chapter; `undefined` if none are stored, or if they are damaged. */
  evidenceOf(slug: string): Evidence | undefined;
  /** Remembers the chapter that is open, so that the course resumes there. */
  open(slug: string): void;
  /** Remembers that the learner answered the questions that the course asks a day or a week later. */
  recalled(which: 'day' | 'week', right: number): void;
  /** Remembers an exam that was taken to its end. */
  examined(exam: Omit<Exam, 'atMs'>): void;
  /** Replaces the whole progress by the progress of a file. The learner can undo this if the storage has room. */
  replace(proven: readonly (Proven & Evidence)[]): void;
  /** Forgets the whole progress. The learner can undo this if the storage has room. */
  reset(): void;
  /** Brings back the progress from before the last reset or import, and keeps the replaced one for another undo. */
  undo(): void;
}

interface Proven {
  slug: string;
  atMs: number;
}

interface ProgressState extends KeptProgress {
  /** The slugs of {@link KeptProgress.provenAt}, in the order of their proofs. */
  proven: readonly string[];
  /** Whether stored progress was discarded because it could not be read. */
  wasCorrupt: boolean;
  /** Whether a reset or an import can be undone. */
  canUndo: boolean;
  /** Counts resets, imports and undos; after each of them, an open chapter starts again. */
  generation: number;
}

type ProgressStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

const KEY = 'lab:progress';
const UNDO_KEY = 'lab:progress-before';
const evidenceKey = (slug: string): string => `lab:evidence:${slug}`;

/**
 * @param storage where the progress is stored. If the storage fails, progress lasts until the user leaves the page.
 * @param now the browser's own clock.
 */
export function createProgress(storage: ProgressStorage, now: () => number = Date.now): Progress {
  const { kept, wasCorrupt } = readProgress(storage.getItem(KEY));
  const { getSnapshot, subscribe, set } = createStore<ProgressState>({
    ...kept,
    proven: Object.keys(kept.provenAt),
    wasCorrupt,
    canUndo: storage.getItem(UNDO_KEY) !== null,
    generation: 0,
  });

  let isStored = true;

  /** @returns whether the storage had room. */
  function store(key: string, text: string): boolean {
    try {
      storage.setItem(key, text);
      return true;
    } catch {
      return false;
    }
  }

  /** The stored progress, which another tab may have changed; if none is stored, the progress of this visit. */
  function latest(): KeptProgress {
    const text = isStored ? storage.getItem(KEY) : null;
    return text === null ? getSnapshot() : readProgress(text).kept;
  }

  function change(changed: Partial<KeptProgress>, state: Partial<ProgressState> = {}): void {
    const { provenAt, open, recalls, exams } = { ...latest(), ...changed };
    const next: KeptProgress = { provenAt, open, recalls, exams };
    isStored = store(KEY, JSON.stringify(next));
    const proven = Object.keys(provenAt);
    set({ ...getSnapshot(), ...next, proven, wasCorrupt: false, ...state });
  }

  /** Removes the evidence from the storage, and returns it with the progress as one text for {@link putBack}. */
  function takeOut(): string {
    const { provenAt, open, recalls, exams } = latest();
    const proven = Object.keys(provenAt);
    const evidence = proven.map((slug) => [slug, storage.getItem(evidenceKey(slug))]);
    for (const slug of proven) storage.removeItem(evidenceKey(slug));
    return JSON.stringify({ kept: { provenAt, open, recalls, exams }, evidence });
  }

  function putBack(text: string): KeptProgress {
    const { kept, evidence }: { kept?: unknown; evidence?: unknown } = Object(JSON.parse(text));
    for (const pair of Array.isArray(evidence) ? evidence : []) {
      const [slug, log]: unknown[] = Array.isArray(pair) ? pair : [];
      if (typeof slug === 'string' && typeof log === 'string') store(evidenceKey(slug), log);
    }
    return readProgress(JSON.stringify(kept)).kept;
  }

  function begin(next: KeptProgress): void {
    const before = takeOut();
    // The text of an earlier undo is deleted first: there may be no room for two such texts.
    storage.removeItem(UNDO_KEY);
    const canUndo = store(UNDO_KEY, before);
    change(next, { canUndo, generation: getSnapshot().generation + 1 });
  }

  return {
    getSnapshot,
    subscribe,
    markProven(slug, evidence) {
      store(evidenceKey(slug), JSON.stringify(evidence));
      if (Object.hasOwn(getSnapshot().provenAt, slug)) return;
      const { provenAt } = latest();
      change({ provenAt: { ...provenAt, [slug]: provenAt[slug] ?? now() } });
    },
    evidenceOf: (slug) => readEvidence(storage.getItem(evidenceKey(slug))),
    open(slug) {
      if (getSnapshot().open !== slug) change({ open: slug }, { wasCorrupt: getSnapshot().wasCorrupt });
    },
    recalled(which, right) {
      change({ recalls: [...latest().recalls, { which, right, atMs: now() }] });
    },
    examined(exam) {
      change({ exams: [...latest().exams, { ...exam, atMs: now() }] });
    },
    replace(proven) {
      begin({ ...EMPTY, provenAt: Object.fromEntries(proven.map(({ slug, atMs }) => [slug, atMs])) });
      for (const { slug, log, decisions } of proven) {
        store(evidenceKey(slug), JSON.stringify({ log, decisions }));
      }
    },
    reset: () => begin(EMPTY),
    undo() {
      const before = storage.getItem(UNDO_KEY);
      if (before === null) return;
      const replaced = takeOut();
      storage.removeItem(UNDO_KEY);
      const next = putBack(before);
      const canUndo = store(UNDO_KEY, replaced);
      change(next, { canUndo, generation: getSnapshot().generation + 1 });
    },
  };
}

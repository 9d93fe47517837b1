import { createStore, type ReadableStore } from '../../../store.ts';

/** Something the attacker came by: what it is, and its value as it was in the run. */
export interface Note {
  /** `knows`: could be seen by anybody who looked. `holds`: is worth something. */
  kind: 'knows' | 'holds';
  what: string;
  value: string;
}

/** What the attacker wrote down while an attack was played. */
export interface Notebook extends ReadableStore<readonly Note[]> {
  knows(what: string, value: string): void;
  holds(what: string, value: string): void;
}

export function createNotebook(): Notebook {
  const { getSnapshot, subscribe, set } = createStore<readonly Note[]>([]);
  const write = (note: Note) => set([...getSnapshot(), note]);
  return {
    getSnapshot,
    subscribe,
    knows: (what, value) => write({ kind: 'knows', what, value }),
    holds: (what, value) => write({ kind: 'holds', what, value }),
  };
}

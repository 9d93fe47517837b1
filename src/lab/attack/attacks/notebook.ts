import { createStore, type ReadableStore } from '../../../store.ts';

/** Something that the attacker learned: a description, and its value in the run. */
export interface Note {
  /** `knows`: the value is public. `holds`: the value is a secret. */
  kind: 'knows' | 'holds';
  what: string;
  value: string;
}

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

/** Something the attacker came by: what it is, and its value as it was in the run. */
export interface Note {
  /** `knows`: could be seen by anybody who looked. `holds`: is worth something. */
  kind: 'knows' | 'holds';
  what: string;
  value: string;
}

/** What the attacker wrote down while an attack was played. */
export interface Notebook {
  subscribe(listener: () => void): () => void;
  getSnapshot(): readonly Note[];
  knows(what: string, value: string): void;
  holds(what: string, value: string): void;
}

export function createNotebook(): Notebook {
  const listeners = new Set<() => void>();
  let notes: readonly Note[] = [];
  function write(note: Note): void {
    notes = [...notes, note];
    for (const listener of listeners) listener();
  }
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    getSnapshot: () => notes,
    knows: (what, value) => write({ kind: 'knows', what, value }),
    holds: (what, value) => write({ kind: 'holds', what, value }),
  };
}

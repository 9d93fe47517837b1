import { openDB } from 'idb';

export interface Note {
  id: string;
  text: string;
  writtenAtMs: number;
}

/** The notes of each person, by subject. */
export interface Notes {
  of(subject: string): Promise<Note[]>;
  add(subject: string, note: Note): Promise<void>;
}

/** The notes that every person has from the beginning. */
const FIRST_NOTES: Note[] = [
  {
    id: 'first-1',
    text: 'The verifier never travels with the challenge.',
    writtenAtMs: Date.UTC(2026, 6, 28, 9),
  },
  { id: 'first-2', text: 'A challenge may be public.', writtenAtMs: Date.UTC(2026, 7, 3, 14, 30) },
];

export function createMemoryNotes(): Notes {
  const notes = new Map<string, Note[]>();
  return {
    of: async (subject) => [...FIRST_NOTES, ...(notes.get(subject) ?? [])],
    async add(subject, note) {
      notes.set(subject, [...(notes.get(subject) ?? []), note]);
    },
  };
}

/** Stores notes in a database, so that all tabs share them and they survive a reload. */
export async function openIndexedDbNotes(databaseName: string): Promise<Notes> {
  const database = await openDB(databaseName, 1, {
    upgrade(upgrading) {
      upgrading.createObjectStore('notes', { keyPath: 'id' }).createIndex('subject', 'subject');
    },
  });
  return {
    async of(subject) {
      const written: Note[] = await database.getAllFromIndex('notes', 'subject', subject);
      const byTime = (a: Note, b: Note) => a.writtenAtMs - b.writtenAtMs;
      return [
        ...FIRST_NOTES,
        ...written.map(({ id, text, writtenAtMs }) => ({ id, text, writtenAtMs })),
      ].sort(byTime);
    },
    async add(subject, note) {
      await database.put('notes', { ...note, subject });
    },
  };
}

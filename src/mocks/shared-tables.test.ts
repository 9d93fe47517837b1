import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { type AuditLog, createMemoryAuditLog, openIndexedDbAuditLog } from './audit-log.ts';
import { createMemoryNotes, type Notes, openIndexedDbNotes } from './resource-server/notes.ts';

const logs: [string, () => Promise<AuditLog>][] = [
  ['memory', async () => createMemoryAuditLog()],
  ['IndexedDB', () => openIndexedDbAuditLog('log')],
];

describe.each(logs)('an audit log in %s', (_kind, open) => {
  it('keeps the newest 500 entries in order', async () => {
    const log = await open();
    for (let atMs = 0; atMs < 510; atMs += 1) {
      await log.record({ atMs, by: 'MCP server', event: 'called whoami' });
    }
    const entries = await log.entries();
    expect(entries).toHaveLength(500);
    expect([entries[0]?.atMs, entries.at(-1)?.atMs]).toEqual([10, 509]);
  });
});

const notebooks: [string, () => Promise<Notes>][] = [
  ['memory', async () => createMemoryNotes()],
  ['IndexedDB', () => openIndexedDbNotes('notes')],
];

describe.each(notebooks)('notes in %s', (_kind, open) => {
  it('belong to one person each, and come after two initial notes', async () => {
    const notes = await open();
    await notes.add('person-1', { id: 'n', text: 'Mine', writtenAtMs: Date.UTC(2026, 10, 1) });
    expect((await notes.of('person-1')).map(({ text }) => text).at(-1)).toBe('Mine');
    expect(await notes.of('person-1')).toHaveLength(3);
    expect(await notes.of('person-2')).toHaveLength(2);
  });

  it('are in the order in which they were written', async () => {
    const notes = await open();
    for (const [day, id] of ['c', 'a', 'b'].entries())
      await notes.add('person-3', { id, text: id, writtenAtMs: Date.UTC(2026, 10, 1 + day) });
    expect((await notes.of('person-3')).slice(2).map(({ text }) => text)).toEqual(['c', 'a', 'b']);
  });
});

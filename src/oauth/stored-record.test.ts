import { describe, expect, it } from 'vitest';
import { deleteRecord, readRecord, writeRecord } from './stored-record.ts';
import { memoryStorage } from './testing/platform.ts';

describe('a record in the storage of a browser', () => {
  it('that cannot be written fails with the cause', () => {
    const tab = memoryStorage();
    tab.refuse = true;
    expect(() => writeRecord(tab, 'key', {})).toThrow(
      expect.objectContaining({
        code: 'storage_unavailable',
        cause: expect.objectContaining({ name: 'QuotaExceededError' }),
      }),
    );
  });

  it('is not written if it is longer than the caller allows', () => {
    const tab = memoryStorage();
    const { length } = JSON.stringify({ a: 1 });
    writeRecord(tab, 'long', { a: 1 }, length - 1);
    writeRecord(tab, 'fitting', { a: 1 }, length);
    expect([...tab.entries.keys()]).toEqual(['fitting']);
  });

  it('is not written if it is nested too deep for JSON.stringify', () => {
    const tab = memoryStorage();
    const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    expect(writeRecord(tab, 'deep', { deep })).toBe(false);
    expect(tab.entries.size).toBe(0);
  });

  it('is not found, and its deletion succeeds, if the browser blocks the storage', () => {
    const blocked = {
      ...memoryStorage(),
      getItem() {
        throw new DOMException('denied', 'SecurityError');
      },
      removeItem() {
        throw new DOMException('denied', 'SecurityError');
      },
    };
    expect(readRecord(blocked, 'key')).toBeUndefined();
    expect(() => deleteRecord(blocked, 'key')).not.toThrow();
  });
});

import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { createIndexedDbDpopRecords, createMemoryDpopRecords, type DpopRecords } from './records.ts';

let databases = 0;
const kinds: [string, () => DpopRecords][] = [
  ['memory', createMemoryDpopRecords],
  ['IndexedDB', () => createIndexedDbDpopRecords(`records-${databases++}`)],
];

describe.each(kinds)('records of DPoP in %s', (_kind, open) => {
  it('let only one of many callers use a proof, and do not prevent the use of another proof', async () => {
    const records = open();
    const times = { nowMs: 0, untilMs: 1000 };
    const uses = await Promise.all(Array.from({ length: 20 }, () => records.firstUse('a', times)));
    expect(uses.filter(Boolean)).toHaveLength(1);
    expect(await records.firstUse('b', times)).toBe(true);
  });

  it('refuse a used proof until the proof expires', async () => {
    const records = open();
    await records.firstUse('a', { nowMs: 0, untilMs: 1000 });
    expect(await records.firstUse('a', { nowMs: 999, untilMs: 2000 })).toBe(false);
    expect(await records.firstUse('a', { nowMs: 1000, untilMs: 2000 })).toBe(true);
  });

  it('have one key for nonces, even if the first calls are concurrent, and the key cannot be exported', async () => {
    const records = open();
    const keys = await Promise.all([records.nonceKey(), records.nonceKey()]);
    const codes = await Promise.all(
      [...keys, await records.nonceKey()].map((key) => crypto.subtle.sign('HMAC', key, new Uint8Array(1))),
    );
    expect(new Set(codes.map((code) => new Uint8Array(code).join())).size).toBe(1);
    expect(keys[0]?.extractable).toBe(false);
  });
});

it('a proof that one tab has used counts as used in another tab', async () => {
  const [one, two] = [
    createIndexedDbDpopRecords('records-shared'),
    createIndexedDbDpopRecords('records-shared'),
  ];
  expect(await one.firstUse('a', { nowMs: 0, untilMs: 1000 })).toBe(true);
  expect(await two.firstUse('a', { nowMs: 0, untilMs: 1000 })).toBe(false);
});

it('the database does not exist before the first proof', async () => {
  createIndexedDbDpopRecords('records-unused');
  expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain('records-unused');
});

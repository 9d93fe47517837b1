import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { openIndexedDbStore } from './indexed-db-store.ts';
import { type AuthorizationServerStore, createMemoryStore, publicClient } from './store.ts';

const CLIENT = publicClient('app', 'App', 'https://app.example/callback');

let databases = 0;
const stores: [string, () => Promise<AuthorizationServerStore>][] = [
  ['memory', async () => createMemoryStore()],
  ['IndexedDB', () => openIndexedDbStore(`store-${databases++}`)],
];

describe.each(stores)('a store in %s', (_kind, open) => {
  it('returns, for a key, the newest record of the table until that record is deleted', async () => {
    const store = await open();
    await store.put('clients', CLIENT);
    await store.put('clients', { ...CLIENT, clientName: 'Renamed' });
    expect(await store.get('clients', 'app')).toEqual({ ...CLIENT, clientName: 'Renamed' });
    expect(await store.get('clients', 'other')).toBeUndefined();
    expect(await store.get('codes', 'app')).toBeUndefined();
    await store.delete('clients', 'app');
    expect(await store.get('clients', 'app')).toBeUndefined();
  });

  it('stores, deletes and consumes pushed requests', async () => {
    const store = await open();
    const record = {
      requestUri: 'urn:x',
      clientId: 'app',
      parameters: [['state', 's']],
      expiresAtMs: 1,
    } as const;
    await store.put('pushedRequests', record);
    expect(await store.get('pushedRequests', 'urn:x')).toEqual(record);
    await store.delete('pushedRequests', 'urn:x');
    expect(await store.get('pushedRequests', 'urn:x')).toBeUndefined();
    expect(await store.consume('pushed request', 'urn:x')).toBe(true);
    expect(await store.consume('pushed request', 'urn:x')).toBe(false);
  });

  it('lets only one of many callers consume a code, and keeps codes and refresh tokens apart', async () => {
    const store = await open();
    const consumed = await Promise.all(Array.from({ length: 20 }, () => store.consume('code', 'x')));
    expect(consumed.filter(Boolean)).toHaveLength(1);
    expect(await store.isConsumed('code', 'x')).toBe(true);
    expect(await store.isConsumed('refresh token', 'x')).toBe(false);
    expect(await store.consume('refresh token', 'x')).toBe(true);
  });

  it('has one signing key, even if the first calls are concurrent, and creates no key after that', async () => {
    const store = await open();
    let made = 0;
    const create = async () => {
      made += 1;
      const kinds = ['sign', 'verify'] as const;
      const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, kinds);
      return { kid: crypto.randomUUID(), pair };
    };
    const keys = await Promise.all([store.signingKey(create), store.signingKey(create)]);
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1);
    const madeByFirst = made;
    expect((await store.signingKey(create)).kid).toBe(keys[0]?.kid);
    expect(made).toBe(madeByFirst);
  });
});

it('a second connection to the same database has the same records', async () => {
  const [one, two] = [await openIndexedDbStore('shared'), await openIndexedDbStore('shared')];
  await one.put('clients', CLIENT);
  expect(await two.get('clients', 'app')).toEqual(CLIENT);
  expect(await one.consume('code', 'x')).toBe(true);
  expect(await two.consume('code', 'x')).toBe(false);
});

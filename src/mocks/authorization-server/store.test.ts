import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { openIndexedDbStore } from './indexed-db-store.ts';
import { type AuthorizationServerStore, createMemoryStore, type RegisteredClient } from './store.ts';

const CLIENT: RegisteredClient = {
  clientId: 'app',
  clientName: 'App',
  redirectUris: ['https://app.example/callback'],
  postLogoutRedirectUris: [],
  grantTypes: ['authorization_code'],
  tokenEndpointAuthMethod: 'none',
};

let databases = 0;
const stores: [string, () => Promise<AuthorizationServerStore>][] = [
  ['memory', async () => createMemoryStore()],
  ['IndexedDB', () => openIndexedDbStore(`store-${databases++}`)],
];

describe.each(stores)('a store in %s', (_kind, open) => {
  it('returns the newest record with a key, and only from the table in question', async () => {
    const store = await open();
    await store.put('clients', CLIENT);
    await store.put('clients', { ...CLIENT, clientName: 'Renamed' });
    expect(await store.get('clients', 'app')).toEqual({ ...CLIENT, clientName: 'Renamed' });
    expect(await store.get('clients', 'other')).toBeUndefined();
    expect(await store.get('codes', 'app')).toBeUndefined();
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

  it('does not return a deleted record', async () => {
    const store = await open();
    await store.put('clients', CLIENT);
    await store.delete('clients', 'app');
    expect(await store.get('clients', 'app')).toBeUndefined();
  });

  it('lets only one of many callers consume a code, and keeps codes and refresh tokens apart', async () => {
    const store = await open();
    const consumed = await Promise.all(Array.from({ length: 20 }, () => store.consume('code', 'x')));
    expect(consumed.filter(Boolean)).toHaveLength(1);
    expect(await store.isConsumed('code', 'x')).toBe(true);
    expect(await store.isConsumed('refresh token', 'x')).toBe(false);
    expect(await store.consume('refresh token', 'x')).toBe(true);
  });

  it('has one signing key, even if the first calls are concurrent', async () => {
    const store = await open();
    const create = async () => ({
      kid: crypto.randomUUID(),
      pair: await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
        'sign',
        'verify',
      ]),
    });
    const keys = await Promise.all([store.signingKey(create), store.signingKey(create)]);
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(1);
    expect((await store.signingKey(create)).kid).toBe(keys[0]?.kid);
  });

  it('creates no second signing key', async () => {
    const store = await open();
    let made = 0;
    const create = async () => {
      made += 1;
      const kinds = ['sign', 'verify'] as const;
      return {
        kid: `key-${made}`,
        pair: await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, kinds),
      };
    };
    await store.signingKey(create);
    await store.signingKey(create);
    expect(made).toBe(1);
  });
});

it('a second connection to the same database has the same records', async () => {
  const [one, two] = [await openIndexedDbStore('shared'), await openIndexedDbStore('shared')];
  await one.put('clients', CLIENT);
  expect(await two.get('clients', 'app')).toEqual(CLIENT);
  expect(await one.consume('code', 'x')).toBe(true);
  expect(await two.consume('code', 'x')).toBe(false);
});

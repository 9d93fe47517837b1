import { describe, expect, it } from 'vitest';
import { continuesGrant, type GrantRecord, readGrant, saveGrant } from './grant-record.ts';
import { MCP, SERVER } from './testing/examples.ts';
import { memoryStorage } from './testing/platform.ts';

const GRANT: GrantRecord = {
  server: SERVER,
  clientId: 'app',
  resource: MCP,
  scopes: ['a'],
  refreshToken: 'refresh-1',
};
const KEY = `oauth:grant:${MCP}`;

describe('a new grant', () => {
  const identity = { subject: 'ada', claims: {} };
  const earlier = { ...GRANT, identity };

  it('continues an earlier grant of the same server, client and user', () => {
    expect(continuesGrant(earlier, { ...earlier, refreshToken: 'refresh-2', scopes: [] })).toBe(true);
    expect(continuesGrant(GRANT, GRANT)).toBe(true);
  });

  it.each<[string, Partial<GrantRecord>]>([
    ['server', { server: { ...SERVER, issuer: 'https://other.example' } }],
    ['revocation endpoint', { server: { ...SERVER, revocationEndpoint: 'https://other.example/revoke' } }],
    ['client', { clientId: 'another' }],
    ['user', { identity: { ...identity, subject: 'grace' } }],
    ['user, who is unknown', { identity: undefined }],
  ])('does not continue the grant of another %s', (_what, other) => {
    expect(continuesGrant(earlier, { ...earlier, ...other })).toBe(false);
    expect(continuesGrant({ ...earlier, ...other }, earlier)).toBe(false);
  });
});

describe('the stored grant of a tab', () => {
  it('is read back unchanged', () => {
    const tab = memoryStorage();
    saveGrant(tab, MCP, GRANT);
    expect(readGrant(tab, MCP)).toEqual(GRANT);
  });

  it('is deleted, and not replaced, if the new grant has no refresh token', () => {
    const tab = memoryStorage();
    saveGrant(tab, MCP, GRANT);
    saveGrant(tab, MCP, { ...GRANT, refreshToken: undefined });
    expect(tab.entries.size).toBe(0);
  });

  it.each<[string, Partial<GrantRecord>]>([
    ['refresh token', { refreshToken: 'r'.repeat(100_000) }],
    ['list of replaced refresh tokens', { replaced: Array(10).fill('r'.repeat(10_000)) }],
    ['set of ID token claims', { identity: { subject: 'ada', claims: { c: 'c'.repeat(100_000) } } }],
  ])('is not stored with a %s that would fill the storage of all servers', (_what, long) => {
    const tab = memoryStorage();
    saveGrant(tab, MCP, GRANT);
    saveGrant(tab, MCP, { ...GRANT, ...long, accessToken: { value: 'access-1', renewedAtMs: 0 } });
    expect(tab.entries.size).toBe(0);
  });

  it('lacks only the access token if that token would fill the storage that all servers share', () => {
    const tab = memoryStorage();
    saveGrant(tab, MCP, { ...GRANT, accessToken: { value: 'a'.repeat(100_000), renewedAtMs: 0 } });
    expect(readGrant(tab, MCP)).toEqual(GRANT);
  });

  it.each<[string, object]>([
    ['no client', { clientId: undefined }],
    ['an empty client ID', { clientId: '' }],
    ['no resource', { resource: undefined }],
    ['an empty refresh token', { refreshToken: '' }],
    ['a refresh token that is not text', { refreshToken: 7 }],
    ['no scopes', { scopes: undefined }],
    ['scopes that are not a list', { scopes: 'a b' }],
    ['no server', { server: undefined }],
    ['a token endpoint over http', { server: { ...SERVER, tokenEndpoint: 'http://as.example/token' } }],
    ['an end-session page that is a script', { server: { ...SERVER, endSessionEndpoint: 'javascript:0' } }],
    ['a secret in an unknown form', { clientSecret: { method: 'none', value: 's' } }],
    ['an empty secret', { clientSecret: { method: 'client_secret_post', value: '' } }],
  ])('with %s is ignored and deleted', (_what, damage) => {
    const tab = memoryStorage();
    tab.entries.set(KEY, JSON.stringify({ ...GRANT, ...damage }));
    expect(readGrant(tab, MCP)).toBeUndefined();
    expect(tab.entries.size).toBe(0);
  });
});

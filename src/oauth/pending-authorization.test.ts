import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createAuthorizationRequest,
  type PendingAuthorization,
  savePendingAuthorization,
  takePendingAuthorization,
} from './index.ts';
import { MCP, REDIRECT_URI, SERVER } from './testing/examples.ts';
import { testPlatform } from './testing/platform.ts';

const platform = testPlatform(() => new Response());
const tab = platform.tab;

async function pendingSignIn(scope = 'notes:read openid'): Promise<PendingAuthorization> {
  const { pending } = await createAuthorizationRequest(platform, {
    server: SERVER,
    clientId: 'app',
    redirectUri: REDIRECT_URI,
    sessionKey: MCP,
    resource: MCP,
    scope,
    returnTo: '/',
  });
  return pending;
}

describe('pending sign-ins of one tab', () => {
  it('are all returned, whatever the order of their responses', async () => {
    const pending = await Promise.all(Array.from({ length: 5 }, pendingSignIn));
    fc.assert(
      fc.property(fc.shuffledSubarray(pending, { minLength: 5 }), (order) => {
        for (const each of pending) savePendingAuthorization(tab, each);
        for (const each of order) expect(takePendingAuthorization(tab, each.state)).toEqual(each);
      }),
    );
  });

  it('are each returned only once', async () => {
    const pending = await pendingSignIn();
    savePendingAuthorization(tab, pending);
    takePendingAuthorization(tab, pending.state);
    expect(takePendingAuthorization(tab, pending.state)).toBeUndefined();
  });

  it('are deleted at the next sign-in after 15 minutes', async () => {
    const stale = await pendingSignIn();
    savePendingAuthorization(tab, stale);
    const fresh = { ...(await pendingSignIn()), createdAtMs: stale.createdAtMs + 15 * 60_000 + 1 };
    savePendingAuthorization(tab, fresh);
    expect([...tab.entries.keys()]).toEqual([`oauth:pending:${fresh.state}`]);
    tab.entries.clear();
  });

  it.each<[string, (record: PendingAuthorization) => unknown]>([
    ['is not JSON', () => undefined],
    ['is of an older version', ({ state }) => ({ state, verifier: 'x' })],
    ['has a verifier with a slash', (record) => ({ ...record, codeVerifier: `${'a'.repeat(42)}/` })],
    ...(['tokenEndpoint', 'revocationEndpoint', 'registrationEndpoint', 'userinfoEndpoint'] as const).map(
      (endpoint): [string, (record: PendingAuthorization) => unknown] => [
        `has the ${endpoint} over http`,
        (record) => ({ ...record, server: { ...SERVER, [endpoint]: 'http://x.example/' } }),
      ],
    ),
    ['has no server', (record) => ({ ...record, server: null })],
    ['belongs to another state', (record) => ({ ...record, state: 'another' })],
    ...(['nonce', 'clientId', 'redirectUri', 'sessionKey', 'resource'] as const).flatMap(
      (member): [string, (record: PendingAuthorization) => unknown][] => [
        [`has no ${member}`, (record) => ({ ...record, [member]: undefined })],
        [`has an empty ${member}`, (record) => ({ ...record, [member]: '' })],
        [`has a ${member} that is not text`, (record) => ({ ...record, [member]: 7 })],
      ],
    ),
    ['has a verifier that is not text', (record) => ({ ...record, codeVerifier: ['a'.repeat(43)] })],
    ['has a verifier of 42 characters', (record) => ({ ...record, codeVerifier: 'a'.repeat(42) })],
    ['has a verifier that is too long', (record) => ({ ...record, codeVerifier: 'a'.repeat(129) })],
    [
      'has a verifier that begins with an illegal character',
      (record) => ({ ...record, codeVerifier: `/${'a'.repeat(43)}` }),
    ],
    ['has an invalid step-up', (record) => ({ ...record, stepUp: { attempt: 1 } })],
    ['has a secret in no known form', (record) => ({ ...record, clientSecret: { method: 'x', value: 's' } })],
    [
      'has a list in place of the token endpoint',
      (record) => ({ ...record, server: { ...SERVER, tokenEndpoint: [SERVER.tokenEndpoint] } }),
    ],
    ['has a numeric issuer template', (record) => ({ ...record, server: { ...SERVER, issuerTemplate: 7 } })],
    ['has a time that is not a number', (record) => ({ ...record, createdAtMs: '0' })],
  ])('are deleted without use if the record %s', async (_what, damage) => {
    const pending = await pendingSignIn();
    const key = `oauth:pending:${pending.state}`;
    tab.entries.set(key, JSON.stringify(damage(pending)) ?? '{"state":');
    expect(takePendingAuthorization(tab, pending.state)).toBeUndefined();
    expect(tab.entries.has(key)).toBe(false);
  });

  it.each([
    [
      'openid after 101 other scopes',
      `${Array.from({ length: 101 }, (_, index) => `s${index} `).join('')}openid`,
    ],
    ['a comma in a scope', 'openid,profile'],
  ])('are returned with %s', async (_what, scope) => {
    const pending = await pendingSignIn(scope);
    savePendingAuthorization(tab, pending);
    expect(takePendingAuthorization(tab, pending.state)).toEqual(pending);
  });

  it('may have any verifier that RFC 7636 §4.1 allows, of any length', async () => {
    for (const codeVerifier of ['-._~'.padEnd(43, 'aZ09'), 'a'.repeat(128)]) {
      const pending = { ...(await pendingSignIn()), codeVerifier };
      savePendingAuthorization(tab, pending);
      expect(takePendingAuthorization(tab, pending.state)).toEqual(pending);
    }
  });

  it('are not confused by any text that another script may have stored', async () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        tab.entries.set('oauth:pending:s', text);
        expect(takePendingAuthorization(tab, 's')).toBeUndefined();
        expect(tab.entries.size).toBe(0);
      }),
    );
  });

  it('fail with storage_unavailable if the browser stores nothing', async () => {
    const pending = await pendingSignIn();
    tab.refuse = true;
    expect(() => savePendingAuthorization(tab, pending)).toThrow(
      expect.objectContaining({ code: 'storage_unavailable' }),
    );
    tab.refuse = false;
  });
});

import { describe, expect, it } from 'vitest';
import { type Form, testWorld } from '../testing/world.ts';

describe('the revocation endpoint (RFC 7009)', () => {
  it('lets scripts of any origin read its response, and forbids caches to store it', async () => {
    const response = await testWorld().post('/revoke', { token: 'x', client_id: 'this-app' });
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect(response.headers.get('Cache-Control')).toBe('no-store');
  });

  it.each<[string, Form, number, string]>([
    ['an unknown client', { token: 'x', client_id: 'unknown' }, 401, 'invalid_client'],
    ['a request without a token', { client_id: 'this-app' }, 400, 'invalid_request'],
    ['a request without a client', { token: 'x' }, 401, 'invalid_client'],
  ])('refuses %s, in a response that scripts of any origin can read', async (_what, form, status, error) => {
    const world = testWorld();
    const response = await world.post('/revoke', form);
    expect(response.status).toBe(status);
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
    const { error: told, error_description } = await response.json();
    expect(told).toBe(error);
    if (status === 400) expect(error_description).toBe('Check the parameter token.');
    expect((await world.auditLog.entries()).at(-1)).toMatchObject({ event: 'refused at revoke' });
  });

  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it.each<[string, (header: string, claims: string, signature: string) => string]>([
    ['without a signature', (_header, claims) => `${part({ alg: 'none' })}.${claims}.`],
    ['with an empty signature', (header, claims) => `${header}.${claims}.`],
    ['with the signature of other claims', (head, _claims, signature) => `${head}.${part({})}.${signature}`],
    [
      'with another type',
      (_header, claims, signature) => `${part({ alg: 'ES256', typ: 'JWT' })}.${claims}.${signature}`,
    ],
  ])('responds with 200 to a copy of a token %s, and keeps the grant', async (_what, forge) => {
    const world = testWorld();
    const { access_token } = await world.signIn();
    const [header = '', claims = '', signature = ''] = access_token.split('.');
    const token = forge(header, claims, signature);
    expect((await world.post('/revoke', { token, client_id: 'this-app' })).status).toBe(200);
    expect((await world.callMcp(access_token)).status).toBe(200);
  });
});

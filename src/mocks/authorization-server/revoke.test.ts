import { describe, expect, it } from 'vitest';
import { type Form, testWorld } from '../testing/world.ts';

describe('the revocation endpoint (RFC 7009)', () => {
  it('answers scripts of any origin, uncached', async () => {
    const response = await testWorld().post('/revoke', { token: 'x', client_id: 'this-app' });
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
    expect(response.headers.get('Cache-Control')).toBe('no-store');
  });

  it.each<[string, Form, number, string]>([
    ['an unknown client', { token: 'x', client_id: 'unknown' }, 401, 'invalid_client'],
    ['a request without a token', { client_id: 'this-app' }, 400, 'invalid_request'],
    ['a request without a client', { token: 'x' }, 401, 'invalid_client'],
  ])('refuses %s, readably', async (_what, form, status, error) => {
    const world = testWorld();
    const response = await world.post('/revoke', form);
    expect(response.status).toBe(status);
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*');
    const { error: told, error_description } = await response.json();
    expect(told).toBe(error);
    if (status === 400) expect(error_description).toBe('Check the parameter token.');
    expect((await world.auditLog.entries()).at(-1)).toMatchObject({ event: 'refused at revoke' });
  });
});

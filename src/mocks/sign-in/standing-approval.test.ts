import { describe, expect, it } from 'vitest';
import { parametersOf, testWorld } from '../testing/world.ts';
import { STANDING_APPROVAL, standingApproval } from './standing-approval.ts';

const storageWith = (username: string | null) => ({
  getItem: (key: string) => (key === STANDING_APPROVAL ? username : null),
});

describe('a standing approval', () => {
  it('gets a code from the server', async () => {
    const world = testWorld();
    const request = new URLSearchParams({
      response_type: 'code',
      client_id: 'this-app',
      redirect_uri: world.approval().redirect_uri ?? '',
      scope: 'openid',
      state: 'state-1',
      code_challenge: world.approval().code_challenge ?? '',
      code_challenge_method: 'S256',
    });
    const asked = await world.authorizationServer.fetch(new Request(`${world.issuer}/authorize?${request}`));
    const decided = standingApproval(await asked.json(), request, storageWith('ada'));
    expect(parametersOf(await world.post('/authorize', Object.fromEntries(decided ?? []))).code).toBeTruthy();
  });

  it.each([null, 'nobody'])('does not exist if the stored user name is %s', (username) => {
    const prompt = { client: Object(), resource: null, scopes: [], person: null };
    expect(standingApproval(prompt, new URLSearchParams(), storageWith(username))).toBeUndefined();
  });
});

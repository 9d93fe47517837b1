import { expect, it } from 'vitest';
import { memoryStorage } from '../oauth/testing/platform.ts';
import { accept, accepted, discoveryChoices } from './accepted.ts';

const SERVER = 'https://mcp.example/mcp';
const PAIR = { signInOrigin: 'https://login.example', tokenOrigin: 'https://tokens.example' };

it('an accepted token origin is stored with the origin of the sign-in page that the user saw', () => {
  const tab = memoryStorage();
  accept(tab, SERVER, PAIR);
  accept(tab, SERVER, { authorizationServer: 'https://login.example' });
  expect(accepted(tab, SERVER)).toMatchObject(PAIR);
  expect(discoveryChoices(tab, SERVER)).toMatchObject(PAIR);
});

it('a stored token origin without the origin of a sign-in page is ignored', () => {
  const tab = memoryStorage();
  accept(tab, SERVER, { tokenOrigin: PAIR.tokenOrigin });
  expect(accepted(tab, SERVER).tokenOrigin).toBeUndefined();
});

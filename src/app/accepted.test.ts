import { expect, it } from 'vitest';
import { memoryStorage } from '../oauth/testing/platform.ts';
import { accept, accepted, discoveryChoices } from './accepted.ts';

const SERVER = 'https://mcp.example/mcp';
const PAIR = { signInOrigin: 'https://login.example', tokenOrigin: 'https://tokens.example' };

it('keeps with an accepted origin the sign-in page that it was accepted for', () => {
  const tab = memoryStorage();
  accept(tab, SERVER, PAIR);
  accept(tab, SERVER, { authorizationServer: 'https://login.example' });
  expect(accepted(tab, SERVER)).toMatchObject(PAIR);
  expect(discoveryChoices(tab, SERVER)).toMatchObject(PAIR);
});

it('takes an origin that was accepted for no sign-in page as not accepted', () => {
  const tab = memoryStorage();
  accept(tab, SERVER, { tokenOrigin: PAIR.tokenOrigin });
  expect(accepted(tab, SERVER).tokenOrigin).toBeUndefined();
});

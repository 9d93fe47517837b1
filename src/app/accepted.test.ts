import { expect, it } from 'vitest';
import { memoryStorage } from '../oauth/testing/platform.ts';
import { accept, accepted, discoveryChoices } from './accepted.ts';

const SERVER = 'https://mcp.example/mcp';
const PAIR = { signInOrigin: 'https://login.example', tokenOrigin: 'https://tokens.example' };

it('keeps an accepted origin together with the sign-in page for which it was accepted', () => {
  const tab = memoryStorage();
  accept(tab, SERVER, PAIR);
  accept(tab, SERVER, { authorizationServer: 'https://login.example' });
  expect(accepted(tab, SERVER)).toMatchObject(PAIR);
  expect(discoveryChoices(tab, SERVER)).toMatchObject(PAIR);
});

it('ignores an accepted origin without a sign-in page', () => {
  const tab = memoryStorage();
  accept(tab, SERVER, { tokenOrigin: PAIR.tokenOrigin });
  expect(accepted(tab, SERVER).tokenOrigin).toBeUndefined();
});

import { expect, it } from 'vitest';
import { createDecisionLog } from '../../../machine/decisions.ts';
import { testExchange } from '../../../machine/testing/exchange.ts';
import { createWireLog } from '../../../machine/wire/wire-log.ts';
import { howCodesLeak, lookedAfter } from './chapter.ts';

const ELSEWHERE = 'another code, from another place, was redeemed without PKCE';

const theft = testExchange(
  {
    url: 'https://lab.example/idp/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'grant_type=authorization_code&code=a',
  },
  { body: '{}' },
  { from: 'attacker', to: 'authorization server' },
);

it('thefts from two places stay proven when the thief looks into these places again', () => {
  const log = createWireLog();
  const newest = () => log.getSnapshot().at(-1)?.id ?? 0;
  const decisions = createDecisionLog(newest);
  const isMet = () =>
    howCodesLeak.proof(log.getSnapshot(), decisions.getSnapshot()).find(({ text }) => text === ELSEWHERE)
      ?.met;
  const look = (place: string) => decisions.record(lookedAfter(newest()), place);
  look('history');
  log.open(theft);
  look('history');
  log.open(theft);
  expect(isMet(), 'twice the same place').toBe(false);
  look('Referer');
  log.open(theft);
  expect(isMet()).toBe(true);
  look('Referer');
  look('history');
  expect(isMet(), 'after another look').toBe(true);
});

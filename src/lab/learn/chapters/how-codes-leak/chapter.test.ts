import { expect, it } from 'vitest';
import { createDecisionLog } from '../../../machine/decisions.ts';
import { testExchange } from '../../../machine/testing/exchange.ts';
import { createWireLog } from '../../../machine/wire/wire-log.ts';
import { howCodesLeak, lookedAfter, PROXY, SHOWN } from './chapter.ts';

const FORM = 'grant_type=authorization_code&code=a';

const theft = (body = FORM) =>
  testExchange(
    {
      url: 'https://lab.example/idp/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    },
    { body: '{}' },
    { from: 'attacker', to: 'authorization server' },
  );

function proofOf(shown: string) {
  const log = createWireLog();
  const newest = () => log.getSnapshot().at(-1)?.id ?? 0;
  const decisions = createDecisionLog(newest);
  const isMet = () =>
    howCodesLeak.proof(log.getSnapshot(), decisions.getSnapshot()).find(({ text }) => text === shown)?.met;
  return { log, isMet, look: (place: string) => decisions.record(lookedAfter(newest()), place) };
}

it('a verifier counts as read at the proxy only if the thief looked at the proxy', () => {
  const { log, isMet, look } = proofOf(SHOWN.proxy);
  for (const place of ['history', PROXY]) {
    look(place);
    log.open(theft(`${FORM}&code_verifier=b`));
    expect(isMet(), place).toBe(place === PROXY);
  }
});

it('thefts from two places stay proven when the thief looks into those places again', () => {
  const { log, isMet, look } = proofOf(SHOWN.another);
  look('history');
  log.open(theft());
  look('history');
  log.open(theft());
  expect(isMet(), 'twice the same place').toBe(false);
  look('Referer');
  log.open(theft());
  expect(isMet()).toBe(true);
  look('Referer');
  look('history');
  expect(isMet(), 'after another look').toBe(true);
});

import { expect, it } from 'vitest';
import { type Attempt, isLimited, mayBeLost } from './attempt.ts';

const UNREADABLE: Attempt = { exchangeId: 1, url: '', outcome: 'unreadable', status: 0, headers: {} };
const hidden = (status: number) => ({ to: 'request', status }) as const;
const later = (outcome: Attempt['outcome']): Attempt => ({ ...UNREADABLE, outcome });

const LOST: [string, boolean, Partial<Attempt>, Attempt?][] = [
  ['without a later request', true, {}],
  ['that was answered', false, { outcome: 'answered' }],
  ['with a reason', true, { reason: 'DNS.' }, later('answered')],
  ['with a hidden refusal', false, { reason: 'CORS.', hidden: hidden(400) }],
  ['with a hidden outage', true, { reason: 'CORS.', hidden: hidden(503) }, later('answered')],
];
for (const outcome of ['unreadable', 'timed out'] as const) {
  LOST.push([`before a request that is ${outcome}`, true, {}, later(outcome)]);
}
for (const outcome of ['answered', 'too large', 'opaque', 'redirected'] as const) {
  LOST.push([`before a request that is ${outcome}`, false, {}, later(outcome)]);
}

it.each(LOST)('a request %s is possibly lost: %s', (_what, isLost, change, afterwards) => {
  expect(mayBeLost({ ...UNREADABLE, ...change }, afterwards)).toBe(isLost);
});

it('a response comes from a rate limit only if its status is 429', () =>
  expect([undefined, { status: 200 }, { status: 429 }].map(isLimited)).toEqual([false, false, true]));

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OAuthError } from './index.ts';
import { type Grant, type SessionEvent, type SessionState, transition } from './session-state.ts';

const grant: Grant = { issuer: 'i', resource: 'r', clientId: 'c', scopes: [], refreshable: true };
const events: SessionEvent[] = [
  { type: 'restore-started' },
  { type: 'sign-in-started' },
  { type: 'redirect-started' },
  { type: 'redirect-stalled' },
  { type: 'exchange-started' },
  { type: 'granted', grant },
  { type: 'refresh-started' },
  { type: 'refresh-postponed', error: new OAuthError('offline'), retryAtMs: 1 },
  { type: 'ended', reason: 'signed-out' },
  { type: 'failed', error: new OAuthError('timeout') },
];

describe('the state of a session', () => {
  it('shows a grant only after one was given and before the session ended, in any order of events', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events)), (sequence) => {
        let state: SessionState = { status: 'restoring' };
        let granted = false;
        for (const event of sequence) {
          state = transition(state, event);
          if (event.type === 'granted') granted = true;
          const hidden = ['restore-started', 'ended', 'failed', 'sign-in-started', 'exchange-started'];
          if (hidden.includes(event.type)) granted = false;
          expect('grant' in state).toBe(granted);
        }
      }),
    );
  });

  it('goes through a sign-in and a refresh step by step', () => {
    const through = (...types: SessionEvent[]) =>
      types.reduce<SessionState>(transition, { status: 'restoring' }).status;
    const of = (type: SessionEvent['type']) => events.filter((event) => event.type === type);
    expect(through(...of('sign-in-started'))).toBe('discovering');
    expect(through(...of('sign-in-started'), ...of('redirect-started'))).toBe('redirecting');
    expect(through(...of('exchange-started'))).toBe('exchanging');
    expect(through(...of('granted'))).toBe('signed-in');
    expect(through(...of('granted'), ...of('refresh-started'))).toBe('refreshing');
    expect(through(...of('granted'), ...of('refresh-started'), ...of('refresh-postponed'))).toBe('signed-in');
    expect(through(...of('refresh-started'))).toBe('restoring');
  });

  it('does not change by an event that does not fit', () => {
    const state: SessionState = { status: 'signed-in', grant };
    for (const type of ['redirect-started', 'redirect-stalled'] as const) {
      expect(transition(state, { type })).toBe(state);
    }
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OAuthError } from './index.ts';
import { type Grant, type NextState, type SessionState, transition } from './session-state.ts';

const grant: Grant = { issuer: 'i', resource: 'r', clientId: 'c', scopes: [], refreshable: true };
const steps: NextState[] = [
  { status: 'restoring' },
  { status: 'discovering' },
  { status: 'redirecting' },
  { status: 'exchanging' },
  { status: 'signed-in', grant },
  { status: 'refreshing' },
  { status: 'postponed', postponed: { error: new OAuthError('offline'), retryAtMs: 1 } },
  { status: 'signing-out' },
  { status: 'signed-out', reason: 'signed-out' },
  { status: 'failed', error: new OAuthError('timeout') },
];

describe('the state of a session', () => {
  it('contains a grant only from the sign-in to the end of the session, in any order of steps', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...steps)), (sequence) => {
        let state: SessionState = { status: 'restoring' };
        let granted = false;
        for (const step of sequence) {
          state = transition(state, step);
          if (step.status === 'signed-in') granted = true;
          const hidden = ['restoring', 'signing-out', 'signed-out', 'failed', 'discovering', 'exchanging'];
          if (hidden.includes(step.status)) granted = false;
          expect('grant' in state).toBe(granted);
        }
      }),
    );
  });

  it('follows a sign-in and a refresh step by step', () => {
    const through = (...statuses: NextState['status'][]) =>
      statuses
        .flatMap((status) => steps.filter((step) => step.status === status))
        .reduce<SessionState>(transition, { status: 'restoring' });
    expect(through('discovering').status).toBe('discovering');
    expect(through('discovering', 'redirecting').status).toBe('redirecting');
    expect(through('exchanging').status).toBe('exchanging');
    expect(through('signed-in').status).toBe('signed-in');
    expect(through('signed-in', 'refreshing')).toEqual({ status: 'refreshing', grant });
    const postponed = { error: new OAuthError('offline'), retryAtMs: 1 };
    expect(through('signed-in', 'refreshing', 'postponed')).toEqual({
      status: 'signed-in',
      grant,
      postponed,
    });
    expect(through('postponed')).toEqual({ status: 'failed', ...postponed });
    expect(through('failed', 'postponed')).toEqual({ status: 'failed', ...postponed });
    expect(through('refreshing').status).toBe('restoring');
  });

  it('does not change at a step that does not apply', () => {
    const state: SessionState = { status: 'signed-in', grant };
    expect(transition(state, { status: 'redirecting' })).toBe(state);
    const left: SessionState = { status: 'redirecting' };
    for (const step of steps.filter(({ status }) => ['refreshing', 'postponed'].includes(status))) {
      expect(transition(left, step)).toBe(left);
    }
  });
});

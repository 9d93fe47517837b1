import { describe, expect, it } from 'vitest';
import { type Grant, OAuthError, type SessionState } from '../../oauth/index.ts';
import { nextNotice } from './session-notice.ts';

const grant: Grant = { issuer: 'https://login.example', clientId: 'app', scopes: [], refreshable: true };
const signedIn: SessionState = { status: 'signed-in', grant };
const refreshing: SessionState = { status: 'refreshing', grant };
const postponed = (retryAtMs: number): SessionState => ({
  ...signedIn,
  postponed: { error: new OAuthError('unreachable'), retryAtMs },
});
const AT = Date.parse('2026-11-26T15:00:00Z');

/** The notice after a session has gone through these states. */
const noticeAfter = (...states: SessionState[]) => states.reduce(nextNotice, undefined);

describe('the notice about a session', () => {
  it('says why a renewal failed, that the session is kept, and when the app tries again', () => {
    expect(noticeAfter(signedIn, refreshing, postponed(AT))).toMatchObject({
      title: 'Your session could not be renewed',
      detail: expect.stringContaining(
        `A server could not be reached from this page. Your session is kept. The app tries again automatically at ${new Date(AT).toLocaleTimeString()}`,
      ),
    });
  });

  it('says that the app tries again at the announced time, and not earlier, if the server has responded', () => {
    const error = new OAuthError('unexpected_status', { status: 503 });
    const notice = noticeAfter({ ...signedIn, postponed: { error, retryAtMs: AT } });
    expect(notice?.detail).toMatch(/tries again automatically at [^,]*\.$/);
  });

  it('has the title of a failed renewal if a restore failed and the app will repeat the restore', () => {
    const failed: SessionState = { status: 'failed', error: new OAuthError('offline'), retryAtMs: AT };
    expect(noticeAfter({ status: 'restoring' }, failed)).toMatchObject({
      title: 'Your session could not be renewed',
    });
  });

  it('says that a new sign-in failed, and that the session is kept', () => {
    expect(noticeAfter(signedIn, { ...signedIn, signInError: new OAuthError('unreachable') })).toMatchObject({
      title: 'The new sign-in failed',
      detail: 'A server could not be reached from this page. Your session is kept.',
    });
  });

  it('says that the session has ended', () => {
    const ended: SessionState = { status: 'signed-out', reason: 'session-ended' };
    expect(noticeAfter(signedIn, ended)).toMatchObject({ title: 'Your session has ended' });
  });

  it.each<[string, SessionState]>([
    ['has no problem', signedIn],
    ['the user has ended', { status: 'signed-out', reason: 'signed-out' }],
    [
      'did not start, because the sign-in page reports the error itself',
      { status: 'failed', error: new OAuthError('framed') },
    ],
  ])('is absent for a session that %s', (_how, state) => expect(noticeAfter(state)).toBeUndefined());

  it('is shown during the next attempt, and disappears if that attempt succeeds', () => {
    expect(noticeAfter(postponed(AT), refreshing)).toBeDefined();
    expect(noticeAfter(postponed(AT), refreshing, signedIn)).toBeUndefined();
  });

  it('stays dismissed while further attempts fail, and can return after a success', () => {
    const notice = noticeAfter(postponed(AT));
    const dismissed = notice && { ...notice, dismissed: true };
    const later = [refreshing, postponed(AT + 1000)].reduce(nextNotice, dismissed);
    expect(later).toMatchObject({ dismissed: true });
    expect([signedIn, postponed(AT + 2000)].reduce(nextNotice, later)).toMatchObject({ dismissed: false });
  });
});

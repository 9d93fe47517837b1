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

describe('the notice for a session that changed without the user', () => {
  it('says why the session could not be renewed, that the session is kept, and when the next try is', () => {
    expect(noticeAfter(signedIn, refreshing, postponed(AT))).toMatchObject({
      title: 'Your session could not be renewed',
      detail: expect.stringContaining(
        `A server could not be reached from this page. Your session is kept. The app tries again automatically at ${new Date(AT).toLocaleTimeString()}`,
      ),
    });
  });

  it('is the same for a session whose restore failed and is tried again', () => {
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
    ['is well', signedIn],
    ['was signed out by the person', { status: 'signed-out', reason: 'signed-out' }],
    [
      'could not be started, which the page of the sign-in reports',
      { status: 'failed', error: new OAuthError('framed') },
    ],
  ])('is absent for a session that %s', (_how, state) => {
    expect(noticeAfter(state)).toBeUndefined();
  });

  it('stays while the renewal is tried again, and is withdrawn once the renewal has worked', () => {
    expect(noticeAfter(postponed(AT), refreshing)).toBeDefined();
    expect(noticeAfter(postponed(AT), refreshing, signedIn)).toBeUndefined();
  });

  it('stays dismissed during further tries, until the session has recovered in between', () => {
    const notice = noticeAfter(postponed(AT));
    const dismissed = notice && { ...notice, dismissed: true };
    const later = [refreshing, postponed(AT + 1000)].reduce(nextNotice, dismissed);
    expect(later).toMatchObject({ dismissed: true });
    expect([signedIn, postponed(AT + 2000)].reduce(nextNotice, later)).toMatchObject({ dismissed: false });
  });
});

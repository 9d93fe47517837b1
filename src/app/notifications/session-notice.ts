import { describeOAuthError } from '../../oauth/error-descriptions.ts';
import type { OAuthError, SessionState } from '../../oauth/index.ts';
import type { NotificationText } from './notifications.ts';

/** A change of a session that the user did not cause. */
export interface SessionNotice extends NotificationText {
  kind: 'not renewed' | 'not signed in again' | 'ended';
  dismissed: boolean;
}

/** A dismissed notice stays dismissed while its kind is the same, even if further renewals fail. */
export function nextNotice(
  before: SessionNotice | undefined,
  state: SessionState,
): SessionNotice | undefined {
  // The result of the next attempt is not known yet.
  if (state.status === 'refreshing' || state.status === 'restoring') return before;
  const notice = noticeOf(state);
  return notice && { ...notice, dismissed: before?.kind === notice.kind && before.dismissed };
}

/** Ends a sentence about the time of the next attempt. If no server has responded, the attempt may be earlier. */
export function orEarlier({ status }: OAuthError): string {
  return status === undefined ? ', or as soon as you are online' : '';
}

function noticeOf(state: SessionState): Omit<SessionNotice, 'dismissed'> | undefined {
  const postponed =
    state.status === 'signed-in'
      ? state.postponed
      : state.status === 'failed' && state.retryAtMs !== undefined
        ? { error: state.error, retryAtMs: state.retryAtMs }
        : undefined;
  if (postponed) {
    const at = new Date(postponed.retryAtMs).toLocaleTimeString();
    return {
      kind: 'not renewed',
      title: 'Your session could not be renewed',
      detail: `${describeOAuthError(postponed.error).title}. Your session is kept. The app tries again automatically at ${at}${orEarlier(postponed.error)}.`,
    };
  }
  if (state.status === 'signed-in' && state.signInError) {
    return {
      kind: 'not signed in again',
      title: 'The new sign-in failed',
      detail: `${describeOAuthError(state.signInError).title}. Your session is kept.`,
    };
  }
  if (state.status === 'signed-out' && state.reason === 'session-ended') {
    return { kind: 'ended', title: 'Your session has ended', detail: 'Sign in again to go on.' };
  }
  return undefined;
}

import type { OAuthError } from './errors.ts';
import type { Identity } from './id-token.ts';

/** The public part of a grant, without secrets. */
export interface Grant {
  issuer: string;
  /** The audience of the token; absent when no `resource` was sent. */
  resource?: string | undefined;
  clientId: string;
  scopes: readonly string[];
  /** The user, if there is an ID token. */
  identity?: Identity | undefined;
  /** When the access token expires, by the clock of this device; absent when the server does not say. */
  expiresAtMs?: number | undefined;
  /** Whether there is a refresh token. Without a refresh token, the user has to sign in again after a reload. */
  refreshable: boolean;
}

/** Why no user is signed in. */
export type SignedOutReason =
  | 'not-signed-in'
  /** The user signed out in this tab, perhaps in an earlier document. */
  | 'signed-out'
  /** The user signed out of the app; the provider may still have its own session. */
  | 'signed-out-locally'
  | 'signed-out-in-another-tab'
  | 'session-ended'
  | 'duplicated-tab';

/** A refresh that failed temporarily, and is retried automatically. */
export interface Postponement {
  error: OAuthError;
  /**
   * The time of the next attempt. If the server has not responded, the attempt is made earlier when the device is online
   * again, or when the user comes back to the tab.
   */
  retryAtMs: number;
}

/** A user is signed in. */
export interface SignedIn {
  status: 'signed-in';
  grant: Grant;
  postponed?: Postponement | undefined;
  /** The error of a new sign-in that failed. The earlier session continues. */
  signInError?: OAuthError | undefined;
}

export type SessionState =
  | { status: 'restoring' }
  | { status: 'signed-out'; reason: SignedOutReason }
  | { status: 'discovering' }
  | { status: 'redirecting' }
  | { status: 'exchanging' }
  | SignedIn
  | { status: 'refreshing'; grant: Grant }
  /** The tokens are deleted; the revocation or the navigation to the end-session page is in progress. */
  | { status: 'signing-out' }
  /** If `retryAtMs` is set, the grant is kept, and the failed step is retried automatically. */
  | { status: 'failed'; error: OAuthError; retryAtMs?: number | undefined };

/** The next state of a session, or a step that leads to it. */
export type NextState =
  | Exclude<SessionState, { status: 'refreshing' }>
  | { status: 'refreshing' }
  | { status: 'postponed'; postponed: Postponement };

/** Computes the next state of a session. A step that does not apply to the state changes nothing. */
export function transition(state: SessionState, next: NextState): SessionState {
  switch (next.status) {
    case 'redirecting':
      return state.status === 'discovering' ? next : state;
    case 'refreshing':
      return state.status === 'signed-in' ? { status: 'refreshing', grant: state.grant } : state;
    case 'postponed':
      if ('grant' in state) {
        return { status: 'signed-in', grant: state.grant, postponed: next.postponed };
      }
      return state.status === 'restoring' || state.status === 'failed'
        ? { status: 'failed', ...next.postponed }
        : state;
    default:
      return next;
  }
}

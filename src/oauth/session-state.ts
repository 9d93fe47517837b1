import type { OAuthError } from './errors.ts';
import type { Identity } from './id-token.ts';

/** What may be shown of a grant: no secret in it. */
export interface Grant {
  issuer: string;
  /** What the token is for; absent when no `resource` was sent. */
  resource?: string | undefined;
  clientId: string;
  scopes: readonly string[];
  /** Who signed in, when an ID token said so. */
  identity?: Identity | undefined;
  /** When the access token expires by this device's clock; absent when the server does not say. */
  expiresAtMs?: number | undefined;
  /** Whether there is a refresh token. Without one a reload means signing in again. */
  refreshable: boolean;
}

/** Why nobody is signed in. */
export type SignedOutReason =
  | 'not-signed-in'
  | 'signed-out'
  /** Signed out of the app; the provider may still have a session of its own. */
  | 'signed-out-locally'
  | 'signed-out-in-another-tab'
  | 'session-ended'
  | 'duplicated-tab';

/** A refresh that failed for a reason that may pass. It is tried again by itself. */
export interface Postponement {
  error: OAuthError;
  /** When at the latest; sooner once the device is online again or the person comes back to the tab. */
  retryAtMs: number;
}

export type SessionState =
  | { status: 'restoring' }
  | { status: 'signed-out'; reason: SignedOutReason }
  | { status: 'discovering' }
  | { status: 'redirecting' }
  | { status: 'exchanging' }
  | { status: 'signed-in'; grant: Grant; postponed?: Postponement | undefined }
  | { status: 'refreshing'; grant: Grant }
  /** The tokens are gone from here; the server is being told, or its end-session page is being left for. */
  | { status: 'signing-out' }
  /** With `retryAtMs`, the grant of this tab is still kept, and the step is tried again by itself. */
  | { status: 'failed'; error: OAuthError; retryAtMs?: number | undefined };

export type SessionEvent =
  | { type: 'restore-started' }
  | { type: 'sign-in-started' }
  | { type: 'redirect-started' }
  | { type: 'redirect-stalled' }
  | { type: 'exchange-started' }
  | { type: 'granted'; grant: Grant }
  | { type: 'refresh-started' }
  | ({ type: 'refresh-postponed' } & Postponement)
  | { type: 'sign-out-started' }
  | { type: 'ended'; reason: SignedOutReason }
  | { type: 'failed'; error: OAuthError };

/** The next state of a session. Pure; an event that does not fit the state changes nothing. */
export function transition(state: SessionState, event: SessionEvent): SessionState {
  switch (event.type) {
    case 'restore-started':
      return { status: 'restoring' };
    case 'sign-in-started':
      return { status: 'discovering' };
    case 'redirect-started':
      return state.status === 'discovering' ? { status: 'redirecting' } : state;
    case 'redirect-stalled':
      return state.status === 'redirecting' ? { status: 'signed-out', reason: 'not-signed-in' } : state;
    case 'exchange-started':
      return { status: 'exchanging' };
    case 'granted':
      return { status: 'signed-in', grant: event.grant };
    case 'refresh-started':
      return state.status === 'signed-in' ? { status: 'refreshing', grant: state.grant } : state;
    case 'refresh-postponed': {
      const { error, retryAtMs } = event;
      if (state.status === 'restoring' || state.status === 'failed')
        return { status: 'failed', error, retryAtMs };
      const signedIn = state.status === 'refreshing' || state.status === 'signed-in';
      return signedIn ? { status: 'signed-in', grant: state.grant, postponed: { error, retryAtMs } } : state;
    }
    case 'sign-out-started':
      return { status: 'signing-out' };
    case 'ended':
      return { status: 'signed-out', reason: event.reason };
    case 'failed':
      return { status: 'failed', error: event.error };
    default:
      return event satisfies never;
  }
}

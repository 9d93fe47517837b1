import type { OAuthError } from './errors.ts';
import type { Identity } from './id-token.ts';

/** What may be shown of a grant: no secret in it. */
export interface Grant {
  issuer: string;
  resource: string;
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
  | 'signed-out-in-another-tab'
  | 'session-ended'
  | 'duplicated-tab';

export type SessionState =
  | { status: 'restoring' }
  | { status: 'signed-out'; reason: SignedOutReason }
  | { status: 'discovering' }
  | { status: 'redirecting' }
  | { status: 'exchanging' }
  | { status: 'signed-in'; grant: Grant }
  | { status: 'refreshing'; grant: Grant }
  | { status: 'failed'; error: OAuthError };

export type SessionEvent =
  | { type: 'sign-in-started' }
  | { type: 'redirect-started' }
  | { type: 'redirect-stalled' }
  | { type: 'exchange-started' }
  | { type: 'granted'; grant: Grant }
  | { type: 'refresh-started' }
  | { type: 'refresh-postponed' }
  | { type: 'ended'; reason: SignedOutReason }
  | { type: 'failed'; error: OAuthError };

/** The next state of a session. Pure; an event that does not fit the state changes nothing. */
export function transition(state: SessionState, event: SessionEvent): SessionState {
  switch (event.type) {
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
    case 'refresh-postponed':
      return state.status === 'refreshing' ? { status: 'signed-in', grant: state.grant } : state;
    case 'ended':
      return { status: 'signed-out', reason: event.reason };
    case 'failed':
      return { status: 'failed', error: event.error };
    default:
      return event satisfies never;
  }
}

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

/** What a session is to show next: a state, or a step between two of them. */
export type NextState =
  | Exclude<SessionState, { status: 'refreshing' }>
  | { status: 'refreshing' }
  | ({ status: 'postponed' } & Postponement);

/** The next state of a session. Pure; a step that does not fit the state changes nothing. */
export function transition(state: SessionState, next: NextState): SessionState {
  switch (next.status) {
    case 'redirecting':
      return state.status === 'discovering' ? next : state;
    case 'refreshing':
      return state.status === 'signed-in' ? { status: 'refreshing', grant: state.grant } : state;
    case 'postponed': {
      const { status, ...postponed } = next;
      if ('grant' in state) return { status: 'signed-in', grant: state.grant, postponed };
      return state.status === 'restoring' || state.status === 'failed'
        ? { status: 'failed', ...postponed }
        : state;
    }
    default:
      return next;
  }
}

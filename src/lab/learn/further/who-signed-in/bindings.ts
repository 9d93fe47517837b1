import type { RunOptions, Tampering } from '../../../machine/run/run.ts';
import { withoutPkce } from '../../../machine/run/without-pkce.ts';
import { SHOWN } from './chapter.ts';

/** What ties a code to the sign-in that it came from. */
export interface Binding {
  name: string;
  /** The text of the criterion that is met when a code is injected while this binding is in place. */
  shows: string;
  policy: RunOptions['policy'];
  tampering: Tampering;
}

/** A server from before PKCE: it requires no challenge, and ignores a verifier. */
const BEFORE_PKCE = { pkceRequired: false, downgradeRefused: false };

export const NEITHER: Binding = {
  name: 'neither PKCE nor a nonce',
  shows: SHOWN.neither,
  policy: BEFORE_PKCE,
  tampering: {
    request(url) {
      withoutPkce.request(url);
      // Without openid there is no ID token, so there is no nonce to check.
      url.searchParams.set('scope', 'notes:read');
    },
  },
};
export const NONCE_ALONE: Binding = {
  name: 'a nonce alone',
  shows: SHOWN.nonce,
  policy: BEFORE_PKCE,
  tampering: withoutPkce,
};
export const WITH_PKCE: Binding = { name: 'PKCE', shows: SHOWN.pkce, policy: {}, tampering: {} };

export const BINDINGS = {
  question: 'What ties the code to its sign-in?',
  all: [NEITHER, NONCE_ALONE, WITH_PKCE],
} as const;

import type { ErrorDescription } from './error-description.ts';
import type { OAuthError } from './errors.ts';

const TITLE = 'The ID token was not meant for this sign-in';
const CLOCK: ErrorDescription = {
  title: 'The time in the ID token does not fit the clock of this device',
  advice:
    'By this clock, the ID token expired over a day ago, or its time of issue is over a day ahead. Set the clock of this device and sign in again; if the clock is right, tell the operator of the server.',
};
const OTHER_CLIENT: ErrorDescription = {
  title: TITLE,
  advice:
    'It is for another client. Compare the client ID in the settings of this app with the registered client ID; if they are equal, tell the operator of the server.',
};

/** What is wrong with an ID token, for each claim (OpenID Connect Core §3.1.3.7). */
const BY_CLAIM: Record<string, ErrorDescription> = {
  iss: {
    title: TITLE,
    advice:
      'It names another issuer. Both must be the same, character by character. If the provider documents this issuer for ID tokens, set it in this app. If the metadata of the provider has another issuer, set the endpoints, too.',
  },
  aud: OTHER_CLIENT,
  azp: OTHER_CLIENT,
  nonce: {
    title: TITLE,
    advice:
      'It does not repeat the “nonce” of this sign-in. Start the sign-in again; if that has the same result, tell the operator of the server.',
  },
  iat: CLOCK,
  exp: CLOCK,
  sub: {
    title: 'The ID token names no user',
    advice:
      'It has no “sub”, or its “sub” is neither a string nor a safe integer. Tell the operator of the server.',
  },
};

const NO_TIME: ErrorDescription = {
  title: 'The ID token has no valid time',
  advice: 'Its “iat” and “exp” have to be numbers, “exp” the greater. Tell the operator of the server.',
};

const UNREADABLE: ErrorDescription = {
  title: 'The ID token cannot be read',
  advice:
    'It is not a JWT with readable claims. If the server encrypts its ID tokens, switch that off for this client: a browser has no key to decrypt them.',
};

/** Explains why an ID token was refused. */
export function describeIdToken({ claim, expected }: OAuthError): ErrorDescription {
  const wrong = claim && BY_CLAIM[claim];
  if (claim === 'sub' && expected) return { title: TITLE, advice: 'It names another user. Sign in again.' };
  // Only a time that is a number is compared with the clock.
  return wrong === CLOCK && !expected ? NO_TIME : wrong || UNREADABLE;
}

import type { BearerChallenge } from '../oauth/index.ts';

/** A server demands a newer or a stronger authentication of the user (RFC 9470 §3). */
export class OtherSignInRequired extends Error {
  override readonly name = 'OtherSignInRequired';
  readonly challenge: string;

  constructor(challenge: string) {
    super('The server demands another authentication (RFC 9470).');
    this.challenge = challenge;
  }
}

/** A server demands a token for a request that had no token. */
export class SignInRequired extends Error {
  override readonly name = 'SignInRequired';
  /** The challenge of the refusal; absent if the refusal has no challenge, or if the page cannot read the challenge. */
  readonly challenge: BearerChallenge | undefined;
  readonly text: string;
  /** The header `WWW-Authenticate`, whose `error_description` may say more than the text. */
  readonly header: string;

  constructor(challenge: BearerChallenge | undefined, text = '', header = '') {
    super('The server demands a sign-in (HTTP 401).');
    this.challenge = challenge;
    this.text = text;
    this.header = header;
  }
}

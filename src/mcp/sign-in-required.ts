import type { BearerChallenge } from '../oauth/index.ts';

/** A server demands a token for what was asked without one. */
export class SignInRequired extends Error {
  override readonly name = 'SignInRequired';
  /** What the refusal says about where to sign in; absent where it has no challenge, or exposes none. */
  readonly challenge: BearerChallenge | undefined;
  /** The body of the refusal, as it came. */
  readonly text: string;

  constructor(challenge: BearerChallenge | undefined, text = '') {
    super('The server demands a sign-in (HTTP 401).');
    this.challenge = challenge;
    this.text = text;
  }
}

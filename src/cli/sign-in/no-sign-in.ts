/** A sign-in is not possible. The message says why. */
export class NoSignIn extends Error {
  override readonly name = 'NoSignIn';
}

/** A sign-in is not possible, for a reason other than a defect of the server. */
export class NoSignIn extends Error {
  override readonly name = 'NoSignIn';
}

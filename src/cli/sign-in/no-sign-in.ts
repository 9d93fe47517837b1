/** A sign-in cannot be made, for a reason that is no defect of the server. */
export class NoSignIn extends Error {
  override readonly name = 'NoSignIn';
}

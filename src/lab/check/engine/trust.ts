/** What a sign-in at some servers takes on trust; only the person can say whether they trust them so far. */
export interface Trust {
  /** The origin that a code would go to where it is not that of the sign-in, and no `iss` is promised (RFC 9700 §4.4). */
  tokenOrigin?: string | undefined;
  /** The resource identifier where it is wider than the server: a token for it is good at others, too. */
  resource?: string | undefined;
}

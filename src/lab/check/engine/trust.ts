/** What a client of some servers cannot check before it signs in. Only the person can decide whether to trust them. */
export interface Trust {
  /**
   * The origin that gets the code, if it is not the origin of the sign-in page and `iss` is not promised (RFC 9700
   * §4.4).
   */
  tokenOrigin?: string | undefined;
  /** The resource identifier, if it covers more than the server: a token for it is valid at other servers, too. */
  resource?: string | undefined;
}

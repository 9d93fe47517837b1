/** The ways in which an authorization server may identify this app. */
export interface ClientIdentification {
  /** A client ID that was registered beforehand. */
  clientId?: string | undefined;
  /** The URL of the client ID metadata document of this app: https, with a path. */
  clientMetadataUrl?: string | undefined;
  /** The name that the server may show to the user. */
  clientName?: string | undefined;
  /**
   * The scopes to name in a dynamic registration, because some servers grant a client only the scopes that it has
   * registered. By default, a registration names no scopes.
   */
  scope?: string | undefined;
  redirectUri: string;
  postLogoutRedirectUri?: string | undefined;
}

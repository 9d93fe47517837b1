/** The ways in which an authorization server may identify this app. */
export interface ClientIdentification {
  /** A client ID that was registered beforehand. */
  clientId?: string | undefined;
  /** The URL of the client ID metadata document of this app: https, with a path. */
  clientMetadataUrl?: string | undefined;
  /** The name that the server may show to the user. */
  clientName?: string | undefined;
  /** The scopes to name in a dynamic registration, for servers that grant only registered scopes; none by default. */
  scope?: string | undefined;
  redirectUri: string;
  postLogoutRedirectUri?: string | undefined;
}

/** By what an authorization server may know this app. */
export interface ClientIdentification {
  /** As agreed with the authorization server beforehand. */
  clientId?: string | undefined;
  /** Where this app publishes its client ID metadata document: an https URL with a path. */
  clientMetadataUrl?: string | undefined;
  /** What the server may call this app when it asks the person. */
  clientName?: string | undefined;
  redirectUri: string;
  postLogoutRedirectUri?: string | undefined;
}

/**
 * The page of an authorization server that ends its own session (OpenID Connect RP-Initiated Logout 1.0).
 *
 * The ID token would tell the server whose session to end without asking, but it would stand in a URL: the
 * client identifier does, and the server asks the person instead.
 */
export function endSessionUrl(endpoint: string, clientId: string, postLogoutRedirectUri?: string): string {
  const url = new URL(endpoint);
  url.searchParams.set('client_id', clientId);
  if (postLogoutRedirectUri) url.searchParams.set('post_logout_redirect_uri', postLogoutRedirectUri);
  return url.href;
}

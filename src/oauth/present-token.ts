import type { DocumentSession } from './document-session.ts';
import { OAuthError } from './errors.ts';
import type { Platform } from './platform.ts';
import type { AppSettings } from './settings.ts';
import type { TokenPlatform, TokenResponse } from './token-endpoint.ts';

/** Runs a token request: with proofs if the settings demand them. */
export function requestTokens(
  { dpop }: AppSettings,
  platform: Platform,
  jkt: string | undefined,
  request: (platform: TokenPlatform) => Promise<TokenResponse>,
): Promise<TokenResponse> {
  return dpop ? dpop.requestTokens(platform, jkt, request) : request(platform);
}

/** See `Session.presenting`. The returned function still works after the grant has ended. */
export function presentToken(
  { settings: { dpop }, platform, grant, refresh }: DocumentSession,
  accessToken: string,
  fetch = platform.fetch,
): Platform['fetch'] {
  const held = grant.held();
  const jkt = held?.record.dpopJkt;
  if (dpop && jkt) return dpop.present(platform, { accessToken, jkt, refresh }, fetch);
  // The token may be bound, and a bound token is not sent as a bearer token.
  if (dpop && !held)
    return async () => {
      throw new OAuthError('signed_out');
    };
  return (url, init) => {
    const headers = new Headers(init.headers);
    headers.set('Authorization', `Bearer ${accessToken}`);
    return fetch(url, { ...init, headers });
  };
}

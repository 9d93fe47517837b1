import type { DocumentSession } from './document-session.ts';
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
  { settings, platform, grant }: DocumentSession,
  accessToken: string,
  fetch = platform.fetch,
): Platform['fetch'] {
  const jkt = grant.held()?.record.dpopJkt;
  if (settings.dpop && jkt) return settings.dpop.present(platform, { jkt, accessToken }, fetch);
  return (url, init) => {
    const headers = new Headers(init.headers);
    headers.set('Authorization', `Bearer ${accessToken}`);
    return fetch(url, { ...init, headers });
  };
}

import { type AccessTokenClaims, type BearerRejection, boundKey } from './bearer.ts';

/** How a resource server asks the authorization server about a token (RFC 7662 §2.1). */
export interface Introspection {
  endpoint: string;
  /** The credentials of the resource server at the authorization server. */
  clientId: string;
  clientSecret: string;
  fetch(url: string, init: RequestInit): Promise<Response>;
}

/**
 * Asks the authorization server what a token means. Checks the issuer, the audience and the expiry in the response.
 *
 * @throws Error if the authorization server does not say what the token means, so that the token is not accepted.
 */
export async function askAbout(
  token: string,
  { endpoint, clientId, clientSecret, fetch }: Introspection,
  { issuer, resource, now }: { issuer: string; resource: string; now(): number },
): Promise<AccessTokenClaims | BearerRejection> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { Authorization: `Basic ${btoa(`${encode(clientId)}:${encode(clientSecret)}`)}` },
    body: new URLSearchParams({ token, token_type_hint: 'access_token' }),
  });
  if (response.status !== 200) {
    throw new Error(
      `The authorization server responded with ${response.status} when it was asked about a token.`,
    );
  }
  const { active, iss, aud, exp, sub, client_id, scope, cnf }: Record<string, unknown> = Object(
    await response.json(),
  );
  if (active !== true) return 'not active';
  if (iss !== issuer) return 'wrong issuer';
  if (aud !== resource) return 'wrong audience';
  if (typeof exp !== 'number' || exp * 1000 <= now()) return 'expired';
  return {
    subject: String(sub),
    clientId: String(client_id),
    scopes: typeof scope === 'string' ? scope.split(' ') : [],
    audience: resource,
    expiresAtMs: exp * 1000,
    ...boundKey(cnf),
  };
}

/** Form-encodes the client ID or the secret, so that neither contains a colon (RFC 6749 §2.3.1). */
const encode = (text: string): string => encodeURIComponent(text);

import { page } from './pages.ts';
import { isWithoutDuplicates } from './parameters.ts';
import type { Person } from './person.ts';
import type { AuthorizationRequest, Profile, Refusal } from './profile.ts';

/** The values of an authorization request that the token endpoint compares with the token request. */
export interface PendingCode {
  request: AuthorizationRequest;
  redirectUri: string;
  codeChallenge: string;
  expiresAtMs: number;
}

const CODE_LIFETIME_MS = 60_000;
/** A challenge has 43 characters: the base64url of a SHA-256 (RFC 7636 §4.2). */
const S256_CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

/** The authorization endpoint, with the checks that all profiles share (RFC 6749 §4.1.1, RFC 7636 §4.3). */
export function createAuthorizationEndpoint({
  profile,
  person,
  codes,
  now,
}: {
  profile: Profile;
  person: Person;
  codes: Map<string, PendingCode>;
  now: () => number;
}): (query: URLSearchParams) => Response {
  const { client } = profile;

  function refusalOf(request: AuthorizationRequest): Refusal | undefined {
    const { query, scopes } = request;
    if (query.get('response_type') !== 'code') return { error: 'unsupported_response_type' };
    if (!S256_CHALLENGE.test(query.get('code_challenge') ?? '')) return { error: 'invalid_request' };
    if (query.get('code_challenge_method') !== 'S256') return { error: 'invalid_request' };
    if (profile.unknownScope === 'invalid_scope' && !scopes.every((scope) => client.scopes.includes(scope))) {
      return { error: 'invalid_scope' };
    }
    const refusal = profile.refuses?.(request);
    if (refusal) return refusal;
    if (query.get('prompt') === 'none') {
      // `prompt=none` does not allow a sign-in page (OpenID Connect Core §3.1.2.6).
      if (!person.signedIn) return { error: 'login_required' };
      if (!person.consented) return { error: 'consent_required' };
    }
    return undefined;
  }

  return (query) => {
    const redirectUri = query.get('redirect_uri') ?? '';
    // If the client or its redirect URI is unknown, the server must not redirect (RFC 6749 §4.1.2.1).
    if (!isWithoutDuplicates(query)) return page('A parameter occurs twice.', 400);
    if (query.get('client_id') !== client.clientId) return page('Unknown client', 400);
    if (!client.redirectUris.includes(redirectUri)) return page('Unknown redirect URI', 400);

    const asked = (query.get('scope') ?? '').split(' ').filter(Boolean);
    const request: AuthorizationRequest = { query, scopes: asked, consented: person.consented };
    const response = new URL(redirectUri);
    const state = query.get('state');
    if (state !== null) response.searchParams.set('state', state);
    if (profile.sendsIssuer) response.searchParams.set('iss', profile.issuer);

    const refusal = refusalOf(request);
    if (refusal) {
      response.searchParams.set('error', refusal.error);
      if (refusal.description) response.searchParams.set('error_description', refusal.description);
      return Response.redirect(response, 302);
    }
    Object.assign(person, { signedIn: true, consented: true });
    const code = `code-${crypto.randomUUID()}`;
    codes.set(code, {
      request: { ...request, scopes: asked.filter((scope) => client.scopes.includes(scope)) },
      redirectUri,
      codeChallenge: query.get('code_challenge') ?? '',
      expiresAtMs: now() + CODE_LIFETIME_MS,
    });
    response.searchParams.set('code', code);
    return Response.redirect(response, 302);
  };
}

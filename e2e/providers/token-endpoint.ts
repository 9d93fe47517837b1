import type { PendingCode } from './authorization-endpoint.ts';
import type { Grant, IssuedTokens } from './issued-tokens.ts';
import type { Profile, Refusal, TokenFailure } from './profile.ts';

/** The errors of RFC 6749 §5.2. A profile can replace each of them. */
const BY_THE_RFC: Record<TokenFailure, Refusal> = {
  'parameter missing': { error: 'invalid_request' },
  'unsupported grant type': { error: 'unsupported_grant_type' },
  'unknown client': { error: 'invalid_client', status: 401 },
  'client secret missing': { error: 'invalid_client', status: 401 },
  'client secret wrong': { error: 'invalid_client', status: 401 },
  'origin missing': { error: 'invalid_request' },
  'code invalid': { error: 'invalid_grant' },
  'redirect URI differs': { error: 'invalid_grant' },
  'verifier wrong': { error: 'invalid_grant' },
  'resource refused': { error: 'invalid_target' },
  'refresh token invalid': { error: 'invalid_grant' },
};

interface TokenOutcome {
  members: Record<string, unknown>;
  status: number;
}

const PERSON = { sub: 'ada', name: 'Ada Lovelace', email: 'ada@example.com' };

/** The token endpoint, which exchanges codes and refreshes tokens (RFC 6749 §4.1.3, §6; RFC 7636 §4.6). */
export function createTokenEndpoint({
  profile,
  codes,
  tokens,
  now,
}: {
  profile: Profile;
  codes: Map<string, PendingCode>;
  tokens: IssuedTokens;
  now: () => number;
}): (form: URLSearchParams, headers: Headers) => Promise<Response> {
  const { client, refreshTokens: refreshing, lifetimeS } = profile;

  function refuse(failure: TokenFailure): TokenOutcome {
    const refusal = profile.refusals[failure] ?? BY_THE_RFC[failure];
    const members = {
      error: refusal.error,
      ...(refusal.description && { error_description: refusal.description }),
      ...profile.errorDetails?.(refusal),
    };
    return { members, status: refusal.status ?? 400 };
  }

  async function exchange(form: URLSearchParams): Promise<TokenOutcome> {
    if (!form.get('code') || !form.get('code_verifier')) return refuse('parameter missing');
    const pending = codes.get(form.get('code') ?? '');
    if (!pending || pending.expiresAtMs <= now()) return refuse('code invalid');
    if (form.get('redirect_uri') !== pending.redirectUri) return refuse('redirect URI differs');
    if ((await s256(form.get('code_verifier') ?? '')) !== pending.codeChallenge)
      return refuse('verifier wrong');
    const { request } = pending;
    const authorized = request.query.get('resource');
    const resource = form.get('resource') ?? authorized;
    // The token request may name only a resource that the person has authorized (RFC 8707 §2.2).
    if (resource !== authorized) return refuse('resource refused');
    codes.delete(form.get('code') ?? '');
    return issue({
      audience: profile.audience(request),
      resource: resource ?? undefined,
      scopes: request.scopes,
      nonce: request.query.get('nonce') ?? undefined,
      signedInAtMs: now(),
      refreshes: refreshing.issuedFor(request),
      ended: false,
    });
  }

  function refresh(form: URLSearchParams): TokenOutcome {
    const given = form.get('refresh_token');
    if (!given) return refuse('parameter missing');
    const token = tokens.refreshToken(given);
    if (!token || token.grant.ended || isPastLongest(token.grant)) return refuse('refresh token invalid');
    const resource = form.get('resource');
    if (resource !== null && resource !== token.grant.resource) return refuse('resource refused');
    if (refreshing.rule === 'rotates' && token.usedAtMs !== undefined) {
      const overlaps = now() < token.usedAtMs + (refreshing.overlapS ?? 0) * 1000;
      const isPrevious = token.successors.every((next) => tokens.refreshToken(next)?.usedAtMs === undefined);
      if (!overlaps || !isPrevious) {
        // The token was used twice, so one of the two users may be a thief (RFC 9700 §4.14.2).
        token.grant.ended = true;
        return refuse('refresh token invalid');
      }
    }
    const successor = refreshing.rule === 'stays' ? undefined : tokens.issueRefreshToken(token.grant);
    token.usedAtMs ??= now();
    if (successor) token.successors.push(successor);
    return issue({ ...token.grant, nonce: undefined }, token.grant, successor);
  }

  const isPastLongest = ({ signedInAtMs }: Grant): boolean =>
    refreshing.longestS !== undefined && now() > signedInAtMs + refreshing.longestS * 1000;

  /** @param shown the content of the tokens. `grant` is the grant to which the tokens belong. */
  function issue(shown: Grant, grant = shown, successor?: string): TokenOutcome {
    const first = grant === shown;
    const refreshToken = first && grant.refreshes ? tokens.issueRefreshToken(grant) : successor;
    const atS = Math.floor(now() / 1000);
    const idToken = shown.scopes.includes('openid')
      ? tokens.issueIdToken({
          ...PERSON,
          ...profile.claims,
          iss: profile.issuer,
          aud: client.clientId,
          iat: atS,
          exp: atS + 3600,
          ...(shown.nonce && { nonce: shown.nonce }),
        })
      : undefined;
    const expiresAtMs = lifetimeS === undefined ? Number.POSITIVE_INFINITY : now() + lifetimeS * 1000;
    return {
      status: 200,
      members: {
        access_token: tokens.issueAccessToken(grant, expiresAtMs),
        token_type: 'Bearer',
        scope: shown.scopes.join(' '),
        ...(lifetimeS && { expires_in: lifetimeS }),
        ...(refreshToken && { refresh_token: refreshToken }),
        ...(idToken && { id_token: idToken }),
      },
    };
  }

  async function outcomeOf(form: URLSearchParams, origin: string | null): Promise<TokenOutcome> {
    if (profile.demandsOrigin && origin === null) return refuse('origin missing');
    if (!form.get('client_id')) return refuse('parameter missing');
    if (form.get('client_id') !== client.clientId) return refuse('unknown client');
    if (profile.clientSecret && !form.get('client_secret')) return refuse('client secret missing');
    if (profile.clientSecret && form.get('client_secret') !== profile.clientSecret) {
      return refuse('client secret wrong');
    }
    if (form.get('grant_type') === 'authorization_code') return exchange(form);
    if (form.get('grant_type') === 'refresh_token') return refresh(form);
    return refuse('unsupported grant type');
  }

  return async (form, headers) => {
    const { members, status } = await outcomeOf(form, headers.get('Origin'));
    const response =
      profile.respond?.(members, status, headers.get('Accept')) ?? Response.json(members, { status });
    response.headers.set('Cache-Control', 'no-store');
    return response;
  };
}

async function s256(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  return Buffer.from(digest).toString('base64url');
}

import { createHash } from 'node:crypto';

/** The two servers of the model. */
export type ServerName = 'a' | 'b';

/** The fate of a token or revocation request. */
export type Fate =
  /** The server executes it, and its response arrives. */
  | 'good'
  /** The server responds with 429 or 503 and does nothing. */
  | 'busy'
  /** The server responds with `invalid_grant` and ends the grant. */
  | 'refused'
  /** The server executes it; its response never arrives. */
  | 'lost'
  /** The request never arrives. */
  | 'unreachable'
  /** The ID token names another user (OpenID Connect Core §12.2). */
  | 'other-user';

/** One grant, made by one sign-in, and the refresh tokens that continue it (RFC 9700 §4.14.2). */
export interface ServerGrant {
  readonly server: ServerName;
  readonly subject: string;
  readonly scopes: readonly string[];
  /** The only valid refresh token. */
  newest: string;
  /** Why the grant ended; `undefined` while it is live. */
  ended?: 'refused' | 'reuse' | 'code-reuse' | 'revoked';
  /** Whether a refresh named another user. */
  misnamed?: boolean;
}

/** An MCP server and its authorization server, as strict as the strictest: see {@link createServer}. */
export interface ServerModel {
  readonly name: ServerName;
  readonly serverUrl: string;
  readonly issuer: string;
  readonly tokenEndpoint: string;
  readonly revocationEndpoint: string;
  readonly grants: readonly ServerGrant[];
  /** The responses of all endpoints without tokens; `undefined` for an unknown URL. */
  metadata(url: string): Response | undefined;
  /** The user consents. @returns the URL of the response. */
  authorize(request: URL, subject: string): string;
  /** A code that the server issued to an attacker. */
  foreignCode(): string;
  token(form: URLSearchParams, fate: Fate): Response;
  revoke(form: URLSearchParams): Response;
  /** The grant of a token or of an exchanged code. */
  grantOf(secret: string): ServerGrant | undefined;
  /** Whether the MCP server accepts an access token. */
  accepts(accessToken: string): boolean;
}

export const REDIRECT_URI = 'https://app.example/callback';
export const CLIENT_ID = 'app';
const LIFETIME_S = 60;

/**
 * Creates a server that rotates refresh tokens, accepts a code once, and ends a grant when a refresh token or a code
 * is reused, or when any of its tokens is revoked.
 *
 * @param occurred called for each event to count.
 */
export function createServer(
  name: ServerName,
  now: () => number,
  occurred: (event: string) => void,
): ServerModel {
  const serverUrl = `https://mcp-${name}.example/mcp`;
  const issuer = `https://as-${name}.example`;
  const grants: ServerGrant[] = [];
  const codes = new Map<string, { request: URLSearchParams; subject: string; grant?: ServerGrant }>();
  const refreshTokens = new Map<string, ServerGrant>();
  const accessTokens = new Map<string, { grant: ServerGrant; expiresAtMs: number }>();
  let issued = 0;
  const secret = (kind: string) => `${kind}-${name}-${issued++}`;

  function issue(grant: ServerGrant, fate: Fate, nonce?: string | null): Response {
    const access = secret('access');
    grant.newest = secret('refresh');
    refreshTokens.set(grant.newest, grant);
    accessTokens.set(access, { grant, expiresAtMs: now() + LIFETIME_S * 1000 });
    const nowS = Math.floor(now() / 1000);
    const claims = {
      iss: issuer,
      aud: CLIENT_ID,
      sub: fate === 'other-user' ? 'mallory' : grant.subject,
      iat: nowS,
      exp: nowS + 3600,
      nonce: nonce ?? undefined,
    };
    return Response.json({
      access_token: access,
      token_type: 'Bearer',
      expires_in: LIFETIME_S,
      refresh_token: grant.newest,
      scope: grant.scopes.join(' '),
      id_token: `.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`,
    });
  }

  function exchange(form: URLSearchParams, fate: Fate): Response {
    const code = codes.get(form.get('code') ?? '');
    if (!code) return refusal();
    if (code.grant) {
      occurred('code used again at the server');
      code.grant.ended ??= 'code-reuse';
      return refusal();
    }
    const { request, subject } = code;
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const matches =
      request.get('code_challenge') === challenge &&
      ['client_id', 'redirect_uri', 'resource'].every((key) => form.get(key) === request.get(key));
    if (!matches || fate === 'refused') return refusal();
    const scopes = (request.get('scope') ?? '').split(' ');
    code.grant = { server: name, subject, scopes, newest: '' };
    grants.push(code.grant);
    return issue(code.grant, fate === 'other-user' ? 'good' : fate, request.get('nonce'));
  }

  function refresh(form: URLSearchParams, fate: Fate): Response {
    const token = form.get('refresh_token') ?? '';
    const grant = refreshTokens.get(token);
    if (!grant || grant.ended) return refusal();
    if (grant.newest !== token) {
      occurred('refresh token used again at the server');
      grant.ended = 'reuse';
      return refusal();
    }
    if (fate === 'refused') {
      grant.ended = 'refused';
      return refusal();
    }
    if (fate === 'other-user') grant.misnamed = true;
    return issue(grant, fate);
  }

  const documents: Record<string, () => Response> = {
    [serverUrl]: () =>
      new Response(null, {
        status: 401,
        headers: { 'WWW-Authenticate': `Bearer resource_metadata="${serverUrl}/metadata", scope="read"` },
      }),
    [`${serverUrl}/metadata`]: () =>
      Response.json({ resource: serverUrl, authorization_servers: [issuer], scopes_supported: ['read'] }),
    [`${issuer}/.well-known/oauth-authorization-server`]: () =>
      Response.json({
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        revocation_endpoint: `${issuer}/revoke`,
        end_session_endpoint: `${issuer}/end-session`,
        scopes_supported: ['openid'],
        code_challenge_methods_supported: ['S256'],
        authorization_response_iss_parameter_supported: true,
      }),
  };

  return {
    name,
    serverUrl,
    issuer,
    tokenEndpoint: `${issuer}/token`,
    revocationEndpoint: `${issuer}/revoke`,
    grants,
    metadata: (url) => documents[url]?.(),
    authorize({ searchParams: request }, subject) {
      const code = secret('code');
      codes.set(code, { request, subject });
      return `${REDIRECT_URI}?${new URLSearchParams({ code, state: request.get('state') ?? '', iss: issuer })}`;
    },
    foreignCode: () => secret('code'),
    token: (form, fate) => (form.has('code') ? exchange(form, fate) : refresh(form, fate)),
    revoke(form) {
      const token = form.get('token') ?? '';
      const grant = refreshTokens.get(token) ?? accessTokens.get(token)?.grant;
      if (grant) grant.ended ??= 'revoked';
      return new Response(null);
    },
    grantOf: (secret) =>
      refreshTokens.get(secret) ?? accessTokens.get(secret)?.grant ?? codes.get(secret)?.grant,
    accepts(accessToken) {
      const token = accessTokens.get(accessToken);
      return Boolean(token && !token.grant.ended && now() < token.expiresAtMs);
    },
  };
}

function refusal(): Response {
  return Response.json({ error: 'invalid_grant' }, { status: 400 });
}

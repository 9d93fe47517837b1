import { createHash } from 'node:crypto';
import { createProofVerifier, type ProofVerifier } from './proof-verifier.ts';
import { createPushedRequests, type PushedRequests, type Pushing } from './pushed-requests.ts';
import { type Addresses, addressesOf, type ServerOptions, serverDocuments } from './server-documents.ts';

export type ServerName = 'a' | 'b';

/** The fate of a request to an endpoint of an authorization server. */
export type Fate =
  /** The server executes the request, and its response arrives. */
  | 'good'
  /** The server responds with 429 or 503 and does nothing. */
  | 'busy'
  /** The server responds with a final error, and ends the grant if there is one. */
  | 'refused'
  /** The server executes the request, and its response never arrives. */
  | 'lost'
  /** The request never arrives. */
  | 'unreachable'
  /** The ID token names another user (OpenID Connect Core §12.2). */
  | 'other-user'
  /** The server executes the request, and its response calls the tokens bearer tokens (RFC 9449 §5). */
  | 'downgraded';

/** One grant, which one sign-in created, and the refresh tokens that continue it (RFC 9700 §4.14.2). */
export interface ServerGrant {
  readonly server: ServerName;
  readonly subject: string;
  readonly scopes: readonly string[];
  /** The thumbprint of the key that its tokens are bound to. */
  readonly jkt?: string | undefined;
  /** The only valid refresh token. */
  newest: string;
  /** Why the grant ended; `undefined` while it is live. */
  ended?: 'refused' | 'reuse' | 'code-reuse' | 'revoked';
  /** Whether a refresh named another user. */
  misnamed?: boolean;
}

/** An MCP server and its authorization server, as strict as the strictest real servers; see {@link createServer}. */
export interface ServerModel extends Addresses, Pick<PushedRequests, 'requestAt' | 'open'> {
  readonly name: ServerName;
  /** The origins that demand proofs; `undefined` for a server that issues bearer tokens. */
  readonly dpop: Record<'token' | 'resource', ProofVerifier> | undefined;
  readonly pushing: Pushing | undefined;
  /** The tokens of responses that called them bearer tokens. */
  readonly downgraded: ReadonlySet<string>;
  readonly grants: readonly ServerGrant[];
  /** The challenge or the metadata document at a URL; `undefined` at any other URL. */
  metadata(url: string): Response | undefined;
  /** The user consents to a request. @returns the URL of the response. */
  authorize(request: URLSearchParams, subject: string): string;
  /** A code that the server issued to an attacker. */
  foreignCode(): string;
  /** @param jkt the key of an accepted proof. */
  token(form: URLSearchParams, fate: Fate, jkt?: string): Response;
  revoke(form: URLSearchParams): Response;
  push(form: URLSearchParams, fate: Fate): Response;
  /** The grant of a token or of an exchanged code. */
  grantOf(secret: string): ServerGrant | undefined;
  /** The key that a code or a token is bound to. */
  keyOf(secret: string): string | undefined;
  accepts(accessToken: string): boolean;
}

export const REDIRECT_URI = 'https://app.example/callback';
export const CLIENT_ID = 'app';
const LIFETIME_S = 60;

/**
 * Creates a server that rotates refresh tokens and accepts each code, and with DPoP each proof, once. Reuse or
 * revocation ends a grant. `occurred` gets each event that the tests count.
 */
export function createServer(
  name: ServerName,
  now: () => number,
  occurred: (event: string) => void,
  options: ServerOptions = {},
): ServerModel {
  const addresses = addressesOf(name);
  const { serverUrl, issuer } = addresses;
  const dpop = options.dpop
    ? { token: createProofVerifier(issuer, now), resource: createProofVerifier(serverUrl, now) }
    : undefined;
  const downgraded = new Set<string>();
  const grants: ServerGrant[] = [];
  const codes = new Map<string, { request: URLSearchParams; subject: string; grant?: ServerGrant }>();
  const refreshTokens = new Map<string, ServerGrant>();
  const accessTokens = new Map<string, { grant: ServerGrant; expiresAtMs: number }>();
  let issued = 0;
  const secret = (kind: string) => `${kind}-${name}-${issued++}`;

  function issue(grant: ServerGrant, fate: Fate, nonce?: string | null): Response {
    const access = secret('access');
    grant.newest = secret('refresh');
    if (fate === 'downgraded') {
      occurred('bound tokens are called bearer tokens');
      for (const token of [access, grant.newest]) downgraded.add(token);
    }
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
      token_type: dpop && fate !== 'downgraded' ? 'DPoP' : 'Bearer',
      expires_in: LIFETIME_S,
      refresh_token: grant.newest,
      scope: grant.scopes.join(' '),
      id_token: `.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`,
    });
  }

  function exchange(form: URLSearchParams, fate: Fate, jkt?: string): Response {
    const code = codes.get(form.get('code') ?? '');
    if (!code) return refusal();
    if (code.grant) {
      occurred('a code is used again at the server');
      code.grant.ended ??= 'code-reuse';
      return refusal();
    }
    const { request, subject } = code;
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const matches =
      (request.get('dpop_jkt') ?? undefined) === jkt &&
      request.get('code_challenge') === challenge &&
      ['client_id', 'redirect_uri', 'resource'].every((key) => form.get(key) === request.get(key));
    if (!matches || fate === 'refused') return refusal();
    code.grant = { server: name, subject, scopes: (request.get('scope') ?? '').split(' '), jkt, newest: '' };
    grants.push(code.grant);
    return issue(code.grant, fate === 'other-user' ? 'good' : fate, request.get('nonce'));
  }

  function refresh(form: URLSearchParams, fate: Fate, jkt?: string): Response {
    const token = form.get('refresh_token') ?? '';
    const grant = refreshTokens.get(token);
    if (!grant || grant.ended || grant.jkt !== jkt) return refusal();
    if (grant.newest !== token) {
      occurred('a refresh token is used again at the server');
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

  const documents = serverDocuments(addresses, options);
  const { push, requestAt, open } = createPushedRequests(name, options.pushing, now, occurred);

  return {
    name,
    ...addresses,
    dpop,
    pushing: options.pushing,
    downgraded,
    grants,
    metadata: (url) => documents[url]?.(),
    requestAt,
    open,
    authorize(request, subject) {
      const code = secret('code');
      codes.set(code, { request, subject });
      return `${REDIRECT_URI}?${new URLSearchParams({ code, state: request.get('state') ?? '', iss: issuer })}`;
    },
    foreignCode: () => secret('code'),
    token: (form, fate, jkt) => (form.has('code') ? exchange(form, fate, jkt) : refresh(form, fate, jkt)),
    revoke(form) {
      const token = form.get('token') ?? '';
      const grant = refreshTokens.get(token) ?? accessTokens.get(token)?.grant;
      if (grant) grant.ended ??= 'revoked';
      return new Response(null);
    },
    push: (form, fate) => (fate === 'refused' ? refusal('invalid_request') : push(form)),
    grantOf: (secret) =>
      refreshTokens.get(secret) ?? accessTokens.get(secret)?.grant ?? codes.get(secret)?.grant,
    keyOf(secret) {
      const grant = refreshTokens.get(secret) ?? accessTokens.get(secret)?.grant;
      return grant?.jkt ?? codes.get(secret)?.request.get('dpop_jkt') ?? undefined;
    },
    accepts(accessToken) {
      const token = accessTokens.get(accessToken);
      return Boolean(token && !token.grant.ended && now() < token.expiresAtMs);
    },
  };
}

const refusal = (error = 'invalid_grant'): Response => Response.json({ error }, { status: 400 });

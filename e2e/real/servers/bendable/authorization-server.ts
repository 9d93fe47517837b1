import { createHash } from 'node:crypto';

/** Changes to an authorization server. Without changes, it registers every client and redirects at once. */
export interface AuthorizationServerBends {
  /** Changes to the metadata. The value `undefined` removes a member. */
  metadata?: Record<string, unknown>;
  /** Responds to a registration instead of the server. If it returns `undefined`, the server responds. */
  register?(registration: Record<string, unknown>): Response | undefined;
  /** Responds to a token request instead of the server. If it returns `undefined`, the server responds. */
  token?(form: URLSearchParams): Response | undefined;
}

interface AuthorizationServerLog {
  registrations: Record<string, unknown>[];
  authorizations: URLSearchParams[];
}

/**
 * An authorization server that redirects back at once, without a page. From a client that has registered here, it
 * accepts only the registered redirect URIs and scopes. From any client, it accepts only a verifier that fits the
 * challenge of the code.
 */
export function createBendableAuthorizationServer(issuer: string, bends: AuthorizationServerBends = {}) {
  const clients = new Map<string, { redirectUris: unknown; scope: unknown }>();
  const codes = new Map<string, { challenge: string | null; clientId: string; scope: string }>();
  const tokens = new Map<string, string>();
  const log: AuthorizationServerLog = { registrations: [], authorizations: [] };

  async function register(request: Request): Promise<Response> {
    const registration: Record<string, unknown> = Object(await request.json());
    log.registrations.push(registration);
    const bent = bends.register?.(registration);
    if (bent) return bent;
    const clientId = `client-${clients.size + 1}`;
    clients.set(clientId, { redirectUris: registration.redirect_uris, scope: registration.scope });
    return Response.json({ ...registration, client_id: clientId }, { status: 201 });
  }

  function authorize({ searchParams }: URL): Response {
    log.authorizations.push(searchParams);
    const clientId = searchParams.get('client_id') ?? '';
    const redirectUri = searchParams.get('redirect_uri') ?? '';
    const scope = searchParams.get('scope') ?? '';
    const client = clients.get(clientId);
    // A client ID that this server did not issue also works: it may be the address of a document, or entered by hand.
    if (client && ![client.redirectUris].flat().includes(redirectUri))
      return new Response('Unknown redirect URI', { status: 400 });
    const back = new URL(redirectUri);
    back.searchParams.set('state', searchParams.get('state') ?? '');
    back.searchParams.set('iss', issuer);
    const registered = typeof client?.scope === 'string' ? client.scope.split(' ') : [];
    if (client && scope && !scope.split(' ').every((one) => registered.includes(one))) {
      back.searchParams.set('error', 'invalid_scope');
    } else {
      const code = crypto.randomUUID();
      codes.set(code, { challenge: searchParams.get('code_challenge'), clientId, scope });
      back.searchParams.set('code', code);
    }
    return Response.redirect(back.href, 303);
  }

  async function redeem(request: Request): Promise<Response> {
    const form = new URLSearchParams(await request.text());
    const bent = bends.token?.(form);
    if (bent) return bent;
    const code = codes.get(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (!code || code.challenge !== challenge || code.clientId !== form.get('client_id'))
      return Response.json({ error: 'invalid_grant' }, { status: 400 });
    codes.delete(form.get('code') ?? '');
    const token = crypto.randomUUID();
    tokens.set(token, code.scope);
    return Response.json({ access_token: token, token_type: 'Bearer', expires_in: 900, scope: code.scope });
  }

  return {
    log,
    isValid: (token: string | undefined) => token !== undefined && tokens.has(token),
    metadata: () => ({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      registration_endpoint: `${issuer}/register`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      ...bends.metadata,
    }),
    async respond(request: Request): Promise<Response | undefined> {
      const url = new URL(request.url);
      switch (url.origin + url.pathname) {
        case `${issuer}/register`:
          return register(request);
        case `${issuer}/authorize`:
          return authorize(url);
        case `${issuer}/token`:
          return redeem(request);
        default:
          return undefined;
      }
    },
  };
}

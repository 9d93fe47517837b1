import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import { type ClientMetadata, type Configuration, errors, Provider } from 'oidc-provider';
import { TERMINAL_CLIENT_ID } from '../addresses.ts';
import { listen } from './listen.ts';

export interface AuthorizationServerOptions {
  issuer: string;
  /** The origins of the app. The server registers redirect URIs for each origin, and allows each origin by CORS. */
  appOrigins: readonly string[];
  clientId: string;
  /** The resource for which the server issues tokens. */
  resource: string;
  scopes: readonly string[];
  /** Whether to refuse an authorization request that was not pushed (RFC 9126). */
  requirePushedAuthorizationRequests?: boolean;
}

/** The names of users, by user name. The sign-in page accepts any password. */
const NAMES: Record<string, string> = { ada: 'Ada Lovelace', mallory: 'Mallory' };

export const findAccount = (_context: unknown, id: string) => ({
  accountId: id,
  claims: () => ({ sub: id, name: NAMES[id] ?? id }),
});

/** The public client of the app. */
export const appClient = (clientId: string, appOrigins: readonly string[]): ClientMetadata => ({
  client_id: clientId,
  client_name: 'This app',
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  redirect_uris: appOrigins.map((origin) => `${origin}/callback`),
  post_logout_redirect_uris: appOrigins.map((origin) => `${origin}/`),
});

/** Starts oidc-provider with two public clients. It is a certified authorization server, and not part of this project. */
export async function startAuthorizationServer(options: AuthorizationServerOptions): Promise<void> {
  return listen(options.issuer, new Provider(options.issuer, await configuration(options)).callback());
}

async function configuration({
  appOrigins,
  clientId,
  resource,
  scopes,
  requirePushedAuthorizationRequests = false,
}: AuthorizationServerOptions): Promise<Configuration> {
  return {
    clients: [
      appClient(clientId, appOrigins),
      {
        client_id: TERMINAL_CLIENT_ID,
        client_name: 'A program in a terminal',
        // A native client may use any port of the loopback interface (RFC 8252 §7.3).
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: ['http://127.0.0.1/callback'],
      },
    ],
    pkce: { required: () => true },
    // By default, oidc-provider allows the origins of the redirect URIs, but warns. This option removes the warning.
    clientBasedCORS: (_context, origin) => appOrigins.includes(origin),
    rotateRefreshToken: true,
    // By default, only a request with `prompt=consent` gets a refresh token.
    issueRefreshToken: async (_context, client) => client.grantTypeAllowed('refresh_token'),
    // The name must be in the ID token: a token for the MCP server is not valid at userinfo.
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], profile: ['name'] },
    findAccount,
    features: {
      devInteractions: { enabled: true },
      // A client that sends a proof needs a nonce, and gets a bound token. Others get a bearer token (RFC 9449).
      dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
      pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests },
      revocation: { enabled: true },
      // With introspection (RFC 7662), a test can ask which tokens are still valid, without using them up.
      introspection: { enabled: true },
      resourceIndicators: {
        enabled: true,
        useGrantedResource: () => true,
        getResourceServerInfo(_context, indicator) {
          if (indicator !== resource) throw new errors.InvalidTarget();
          return {
            scope: scopes.join(' '),
            audience: resource,
            accessTokenFormat: 'jwt',
            accessTokenTTL: 15 * 60,
            jwt: { sign: { alg: 'ES256' } },
          };
        },
      },
    },
    cookies: { keys: [crypto.randomUUID()] },
    jwks: { keys: [await signingKey('RS256'), await signingKey('ES256')] },
  };
}

async function signingKey(alg: 'RS256' | 'ES256') {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg, use: 'sig' };
}

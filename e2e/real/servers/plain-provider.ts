import { type Configuration, Provider } from 'oidc-provider';
import { appClient, findAccount } from './authorization-server.ts';
import { listen } from './listen.ts';

/** The confidential client with which an API asks the provider about a token (RFC 7662). */
export interface ApiClient {
  clientId: string;
  clientSecret: string;
}

export interface PlainProviderOptions {
  issuer: string;
  /** The origins of the app. The provider registers redirect URIs for each origin, and allows each origin by CORS. */
  appOrigins: readonly string[];
  clientId: string;
  api: ApiClient;
  scopes: readonly string[];
}

/**
 * Starts oidc-provider as an ordinary OpenID provider, nearly with its defaults. It ignores `resource`. Its access
 * tokens are opaque. Only userinfo has the user's name, and only `prompt=consent` gets a refresh token.
 */
export const startPlainProvider = async (options: PlainProviderOptions): Promise<void> =>
  listen(options.issuer, new Provider(options.issuer, configuration(options)).callback());

function configuration({ appOrigins, clientId, api, scopes }: PlainProviderOptions): Configuration {
  return {
    clients: [
      appClient(clientId, appOrigins),
      {
        client_id: api.clientId,
        client_secret: api.clientSecret,
        grant_types: [],
        response_types: [],
        redirect_uris: [],
      },
    ],
    scopes: ['openid', 'offline_access', ...scopes],
    claims: { openid: ['sub'], profile: ['name'] },
    clientBasedCORS: (_context, origin) => appOrigins.includes(origin),
    findAccount,
    features: {
      devInteractions: { enabled: true },
      revocation: { enabled: true },
      introspection: { enabled: true },
    },
    cookies: { keys: [crypto.randomUUID()] },
  };
}

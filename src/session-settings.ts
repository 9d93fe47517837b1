import type { EndSession, SessionSettings } from './oauth/index.ts';

type Environment = Readonly<Record<string, string | boolean | undefined>>;

/** The servers that a build signs in to and calls. */
export interface Servers {
  /** The MCP server, whose metadata says where to sign in. */
  mcp?: SessionSettings & { serverUrl: string };
  /** An API that is not an MCP server, and the authorization server that issues tokens for it. */
  api?: { url: string; session: SessionSettings };
}

/** Reads the servers of a build from its settings; see `.env.example`. Throws TypeError naming a wrong setting. */
export function readServers(
  env: Environment,
  appUrl: string,
  offline: boolean,
  binding: Pick<SessionSettings, 'dpop'> = {},
): Servers {
  const set = (name: string) => (typeof env[name] === 'string' && env[name]) || undefined;
  const serverUrl = set('VITE_MCP_SERVER_URL');
  const named = serverUrl !== undefined || set('VITE_ISSUER') !== undefined;
  const identification = { ...readIdentification(env, appUrl, offline), ...binding };
  const mcpUrl = serverUrl ?? (named ? undefined : `${appUrl}mcp`);
  const apiUrl = (set('VITE_API_URL') ?? `${appUrl}api`).replace(/\/$/, '');
  const session = readIssuer(set, appUrl, offline && !named);
  return {
    ...(mcpUrl && {
      mcp: {
        ...identification,
        serverUrl: mcpUrl,
        resource: set('VITE_RESOURCE'),
        tokenOrigin: set('VITE_TOKEN_ORIGIN'),
      },
    }),
    ...(session && {
      api: {
        url: apiUrl,
        session: { ...identification, scopes: identification.scopes ?? WHO, ...session, api: [apiUrl] },
      },
    }),
  };
}

const WHO: readonly string[] = ['openid', 'profile'];

/** How this app presents itself to an authorization server. */
export function readIdentification(env: Environment, appUrl: string, offline: boolean) {
  const set = (name: string) => (typeof env[name] === 'string' && env[name]) || undefined;
  const deployedAt = set('VITE_APP_URL');
  return {
    /** The client ID at the app's server. Without it, the app shows its metadata document or registers itself. */
    clientId: set('VITE_CLIENT_ID') ?? (offline ? 'this-app' : undefined),
    clientName: set('VITE_CLIENT_NAME') ?? 'PKCE Lab',
    /** The URL of the client ID metadata document at `VITE_APP_URL`; absent where no server can reach it. */
    clientMetadataUrl:
      set('VITE_CLIENT_METADATA_URL') ??
      (deployedAt?.startsWith('https:')
        ? // Normalised like the `client_id` in the document, because servers compare both as text.
          new URL('client-metadata.json', deployedAt.replace(/\/?$/, '/')).href
        : undefined),
    /** Register exactly `<where the app is served>/callback` with the authorization server. */
    redirectUri: `${appUrl}callback`,
    /** Also register this URI with the server, if the server has an end-session page. */
    postLogoutRedirectUri: appUrl,
    /** With an MCP server: in addition to the scopes that it names. With an issuer: exactly these. */
    scopes: set('VITE_SCOPES')?.split(/\s+/),
    /** The scopes for the identity of the user, if an MCP server's authorization server supports them. */
    scopesIfListed: WHO,
  };
}

type Read = (name: string) => string | undefined;

function readIssuer(set: Read, appUrl: string, inTab: boolean) {
  const issuer = set('VITE_ISSUER');
  if (issuer === undefined) return inTab ? offlineIssuer(appUrl) : undefined;
  const sent = {
    resource: set('VITE_RESOURCE'),
    authorizationParameters: Object.fromEntries(new URLSearchParams(set('VITE_AUTHORIZATION_PARAMETERS'))),
    endSession: readEndSession(set),
    silentSignIn: set('VITE_SILENT_SIGN_IN') === 'true',
    userinfo: set('VITE_USERINFO') === 'true',
  };
  const vouchesForS256 = readVouchedMethod(set);
  const vouched = {
    ...(vouchesForS256 && { codeChallengeMethod: 'S256' as const }),
    issuer: set('VITE_VOUCHED_ISSUER'),
    endSessionEndpoint: set('VITE_END_SESSION_ENDPOINT'),
  };
  const authorizationEndpoint = set('VITE_AUTHORIZATION_ENDPOINT');
  const tokenEndpoint = set('VITE_TOKEN_ENDPOINT');
  const pushedAuthorizationRequestEndpoint = set('VITE_PUSHED_AUTHORIZATION_REQUEST_ENDPOINT');
  if (!authorizationEndpoint && !tokenEndpoint) {
    return {
      ...sent,
      issuer,
      metadataUrl: set('VITE_METADATA_URL'),
      vouched: { ...vouched, pushedAuthorizationRequestEndpoint },
    };
  }
  if (!authorizationEndpoint || !tokenEndpoint) {
    throw new TypeError('VITE_AUTHORIZATION_ENDPOINT and VITE_TOKEN_ENDPOINT must be set together.');
  }
  if (!vouchesForS256) {
    throw new TypeError(
      'Set VITE_VOUCHED_CODE_CHALLENGE_METHOD=S256 if the documentation of the provider promises S256. With configured endpoints, the app reads no metadata.',
    );
  }
  return {
    ...sent,
    server: {
      issuer,
      authorizationEndpoint,
      tokenEndpoint,
      pushedAuthorizationRequestEndpoint,
      revocationEndpoint: set('VITE_REVOCATION_ENDPOINT'),
      endSessionEndpoint: set('VITE_END_SESSION_ENDPOINT'),
    },
    vouched: { ...vouched, codeChallengeMethod: 'S256' as const },
  };
}

/** @throws TypeError for any other method: this app uses PKCE only with S256. */
function readVouchedMethod(set: Read): boolean {
  const method = set('VITE_VOUCHED_CODE_CHALLENGE_METHOD');
  if (method === undefined || method === 'S256') return method !== undefined;
  throw new TypeError(`VITE_VOUCHED_CODE_CHALLENGE_METHOD is "${method}"; use S256.`);
}

const END_SESSIONS: readonly EndSession[] = ['client_id', 'id_token_hint', 'logout_uri', 'none'];

/** @throws TypeError for an unknown way to end the session. */
function readEndSession(set: Read): EndSession | undefined {
  const named = set('VITE_END_SESSION');
  const way = END_SESSIONS.find((known) => known === named);
  if (named !== undefined && !way) {
    throw new TypeError(`VITE_END_SESSION is "${named}"; use one of ${END_SESSIONS.join(', ')}.`);
  }
  return way;
}

/** The authorization server in the tab, for the API in the tab. */
function offlineIssuer(appUrl: string) {
  return {
    issuer: `${appUrl}idp`,
    resource: `${appUrl}api`,
    scopes: ['openid', 'profile', 'offline_access', 'notes:read'],
  };
}

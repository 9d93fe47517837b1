/** A client that this server knows (RFC 7591 §2). */
export interface RegisteredClient {
  clientId: string;
  clientName: string;
  redirectUris: readonly string[];
  postLogoutRedirectUris: readonly string[];
  grantTypes: readonly string[];
  tokenEndpointAuthMethod: 'none' | 'client_secret_basic' | 'client_secret_post';
  /** The secret, if the client authenticates with a secret. */
  clientSecret?: string;
  /** If this client is a resource server: the resource identifier. It may ask about its tokens (RFC 7662). */
  introspects?: string;
  /** Whether the client accepts only bound access tokens (`dpop_bound_access_tokens`, RFC 9449 §5.2). */
  dpopBoundAccessTokens?: boolean;
  /** How the server learned of a client that was not registered in advance, and whose name is not verified. */
  registration?: 'dynamic' | 'metadata document';
  /** When the server has to fetch the metadata document of the client again. */
  metadataExpiresAtMs?: number;
}

/** A client that is registered in advance and has no secret. It gets refresh tokens only if `changes` says so. */
export function publicClient(
  clientId: string,
  clientName: string,
  redirectUri: string,
  changes: Partial<RegisteredClient> = {},
): RegisteredClient {
  return {
    clientId,
    clientName,
    redirectUris: [redirectUri],
    postLogoutRedirectUris: [],
    grantTypes: ['authorization_code'],
    tokenEndpointAuthMethod: 'none',
    ...changes,
  };
}

export interface CodeRecord {
  code: string;
  clientId: string;
  subject: string;
  redirectUri: string;
  resource: string | undefined;
  scopes: readonly string[];
  codeChallenge: string | undefined;
  codeChallengeMethod: 'S256' | 'plain' | undefined;
  nonce: string | undefined;
  /** The thumbprint of the only key that may exchange the code (`dpop_jkt`, RFC 9449 §10). */
  dpopJkt?: string;
  authTimeMs: number;
  expiresAtMs: number;
  /** The grant that the exchange of this code creates. */
  grantId: string;
}

/** What a person granted a client. Every token belongs to a grant, and is invalid after the end of this grant. */
export interface GrantRecord {
  grantId: string;
  clientId: string;
  subject: string;
  resource: string | undefined;
  scopes: readonly string[];
  nonce: string | undefined;
  authTimeMs: number;
  /** For a public client with DPoP: the thumbprint of the only key that may refresh the grant (RFC 9449 §5). */
  jkt?: string;
  /** When every refresh token of this grant expires, regardless of rotation. */
  expiresAtMs: number;
  revoked: boolean;
}

export interface RefreshTokenRecord {
  refreshToken: string;
  grantId: string;
}

/** An authorization request that a client pushed (RFC 9126 §2.1). */
export interface PushedRequestRecord {
  /** The reference to this request, which the browser sends to the authorization endpoint. */
  requestUri: string;
  clientId: string;
  parameters: readonly (readonly [name: string, value: string])[];
  expiresAtMs: number;
  isOpened?: boolean;
}

/** The data about an access token, without the token itself. */
export interface AccessTokenRecord {
  /** The `jti` of a JWT, or the hash of an opaque token. */
  jti: string;
  grantId: string;
  /** The scopes of the token; absent in a record that an earlier version of the app stored. */
  scopes?: readonly string[];
  /** The thumbprint of the key to which the token is bound (RFC 9449 §6). */
  jkt?: string;
  issuedAtS?: number;
  expiresAtS?: number;
}

/** A person's session at this server; the ID of the session is in the header that replaces the cookie. */
export interface PersonSession {
  sessionId: string;
  subject: string;
  authTimeMs: number;
  expiresAtMs: number;
}

export interface Tables {
  clients: RegisteredClient;
  pushedRequests: PushedRequestRecord;
  codes: CodeRecord;
  grants: GrantRecord;
  refreshTokens: RefreshTokenRecord;
  accessTokens: AccessTokenRecord;
  personSessions: PersonSession;
}

export type TableName = keyof Tables;

export const TABLE_KEYS: { [Name in TableName]: keyof Tables[Name] & string } = {
  clients: 'clientId',
  pushedRequests: 'requestUri',
  codes: 'code',
  grants: 'grantId',
  refreshTokens: 'refreshToken',
  accessTokens: 'jti',
  personSessions: 'sessionId',
};

/** The kinds of values that a client may use only once. */
export type UsedOnce = 'pushed request' | 'code' | 'refresh token';

export interface AuthorizationServerStore {
  get<Name extends TableName>(table: Name, key: string): Promise<Tables[Name] | undefined>;
  put<Name extends TableName>(table: Name, record: Tables[Name]): Promise<void>;
  delete(table: TableName, key: string): Promise<void>;
  /** Marks a value as used, atomically. If several callers in several tabs mark one value, only one gets `true`. */
  consume(kind: UsedOnce, key: string): Promise<boolean>;
  isConsumed(kind: UsedOnce, key: string): Promise<boolean>;
  /** The signing key. The first call stores the key that `create` returns. */
  signingKey(create: () => Promise<SigningKey>): Promise<SigningKey>;
}

export interface SigningKey {
  kid: string;
  /** An ES256 key pair. The private key cannot be exported. */
  pair: CryptoKeyPair;
}

/** A store in memory, for tests and runs. */
export function createMemoryStore(): AuthorizationServerStore {
  const tables: { [Name in TableName]: Map<string, Tables[Name]> } = {
    clients: new Map(),
    pushedRequests: new Map(),
    codes: new Map(),
    grants: new Map(),
    refreshTokens: new Map(),
    accessTokens: new Map(),
    personSessions: new Map(),
  };
  const consumed = new Set<string>();
  let signingKey: Promise<SigningKey> | undefined;
  return {
    get: async (table, key) => tables[table].get(key),
    async put(table, record) {
      const rows: Map<string, unknown> = tables[table];
      rows.set(String(Reflect.get(record, TABLE_KEYS[table])), record);
    },
    async delete(table, key) {
      tables[table].delete(key);
    },
    async consume(kind, key) {
      const used = consumed.has(`${kind} ${key}`);
      consumed.add(`${kind} ${key}`);
      return !used;
    },
    isConsumed: async (kind, key) => consumed.has(`${kind} ${key}`),
    signingKey(create) {
      signingKey ??= create();
      return signingKey;
    },
  };
}

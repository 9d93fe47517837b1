/** A client that this server knows (RFC 7591 §2). */
export interface RegisteredClient {
  clientId: string;
  clientName: string;
  redirectUris: readonly string[];
  postLogoutRedirectUris: readonly string[];
  grantTypes: readonly string[];
  tokenEndpointAuthMethod: 'none' | 'client_secret_basic' | 'client_secret_post';
  /** Issued by dynamic registration to a client that authenticates with a secret. */
  clientSecret?: string;
  /**
   * The identifier of the resource server, if this client is one. Such a client may ask about tokens for that resource
   * (RFC 7662).
   */
  introspects?: string;
  /** The client accepts only bound access tokens (`dpop_bound_access_tokens`, RFC 9449 §5.2). */
  dpopBoundAccessTokens?: boolean;
  /** How the client registered, if not in advance. The name of such a client is not verified. */
  registration?: 'dynamic' | 'metadata document';
  /** When the cached metadata document of the client expires. */
  metadataExpiresAtMs?: number;
}

/** An authorization code and its authorization. */
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
  /** The grant of this code, set when the code is consumed. */
  grantId: string;
}

/** What a person granted a client. Every token belongs to a grant, and ends with it. */
export interface GrantRecord {
  grantId: string;
  clientId: string;
  subject: string;
  resource: string | undefined;
  scopes: readonly string[];
  nonce: string | undefined;
  authTimeMs: number;
  /** The thumbprint of the only key that may refresh the grant: the key of a public client with DPoP (RFC 9449 §5). */
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
  /** The reference that the browser carries. */
  requestUri: string;
  clientId: string;
  parameters: readonly (readonly [name: string, value: string])[];
  expiresAtMs: number;
}

/** An access token. The token itself is not stored. */
export interface AccessTokenRecord {
  /** The `jti` of a JWT; the hash of an opaque token. */
  jti: string;
  grantId: string;
  /** Absent in records of earlier versions. */
  scopes?: readonly string[];
  /** The thumbprint of the key that the token is bound to (RFC 9449 §6). */
  jkt?: string;
  issuedAtS?: number;
  expiresAtS?: number;
}

/** A person's session at this server, as identified by a cookie. */
export interface PersonSession {
  sessionId: string;
  subject: string;
  authTimeMs: number;
  expiresAtMs: number;
}

/** The tables of the server, by the key of their records. */
export interface Tables {
  clients: RegisteredClient;
  pushedRequests: PushedRequestRecord;
  codes: CodeRecord;
  grants: GrantRecord;
  refreshTokens: RefreshTokenRecord;
  /** Access tokens by `jti`. Each record names the grant with which the token ends. */
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

/** What may be used only once. */
export type UsedOnce = 'pushed request' | 'code' | 'refresh token';

/** The database of the server, which the tabs share. */
export interface AuthorizationServerStore {
  get<Name extends TableName>(table: Name, key: string): Promise<Tables[Name] | undefined>;
  put<Name extends TableName>(table: Name, record: Tables[Name]): Promise<void>;
  delete(table: TableName, key: string): Promise<void>;
  /**
   * Marks something as used, atomically: exactly one of all callers in all tabs gets `true`.
   */
  consume(kind: UsedOnce, key: string): Promise<boolean>;
  isConsumed(kind: UsedOnce, key: string): Promise<boolean>;
  /** The signing key, created by `create` the first time. */
  signingKey(create: () => Promise<SigningKey>): Promise<SigningKey>;
}

export interface SigningKey {
  kid: string;
  /** ES256. The private half cannot be exported. */
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

/** A client this server knows (RFC 7591 §2). */
export interface RegisteredClient {
  clientId: string;
  clientName: string;
  redirectUris: readonly string[];
  postLogoutRedirectUris: readonly string[];
  grantTypes: readonly string[];
  tokenEndpointAuthMethod: 'none' | 'client_secret_basic' | 'client_secret_post';
  /** Issued by dynamic registration to clients that may keep one. */
  clientSecret?: string;
  /** How it became known, if not in advance: then its name is its own claim. */
  registration?: 'dynamic' | 'metadata document';
  /** Until when what its metadata document said is believed without another look. */
  metadataExpiresAtMs?: number;
}

/** An authorization code and what it stands for. */
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
  authTimeMs: number;
  expiresAtMs: number;
  /** The grant that this code bought; set when it is consumed. */
  grantId: string;
}

/** What a person granted a client; every token belongs to one, and dies with it. */
export interface GrantRecord {
  grantId: string;
  clientId: string;
  subject: string;
  resource: string | undefined;
  scopes: readonly string[];
  nonce: string | undefined;
  authTimeMs: number;
  /** When the last refresh token of this grant ends, however often it was rotated. */
  expiresAtMs: number;
  revoked: boolean;
}

export interface RefreshTokenRecord {
  refreshToken: string;
  grantId: string;
}

/** A person's own session at this server: what a cookie stands for. */
export interface PersonSession {
  sessionId: string;
  subject: string;
  authTimeMs: number;
  expiresAtMs: number;
}

/** The tables of the server, by the key of their records. */
export interface Tables {
  clients: RegisteredClient;
  codes: CodeRecord;
  grants: GrantRecord;
  refreshTokens: RefreshTokenRecord;
  /** Access tokens by `jti`, so that a revoked grant takes them along. */
  accessTokens: { jti: string; grantId: string };
  personSessions: PersonSession;
}

export type TableName = keyof Tables;

export const TABLE_KEYS: { [Name in TableName]: keyof Tables[Name] & string } = {
  clients: 'clientId',
  codes: 'code',
  grants: 'grantId',
  refreshTokens: 'refreshToken',
  accessTokens: 'jti',
  personSessions: 'sessionId',
};

/** Where the server keeps things. A machine of its own would have a database; here tabs share one. */
export interface AuthorizationServerStore {
  get<Name extends TableName>(table: Name, key: string): Promise<Tables[Name] | undefined>;
  put<Name extends TableName>(table: Name, record: Tables[Name]): Promise<void>;
  delete(table: TableName, key: string): Promise<void>;
  /**
   * Marks a code or a refresh token as used, atomically: of any number of callers exactly one is told
   * `true`, in whatever tab they run.
   */
  consume(kind: 'code' | 'refresh token', key: string): Promise<boolean>;
  isConsumed(kind: 'code' | 'refresh token', key: string): Promise<boolean>;
  /** The signing key, made by `create` the first time. */
  signingKey(create: () => Promise<SigningKey>): Promise<SigningKey>;
}

export interface SigningKey {
  kid: string;
  /** ES256. The private half cannot be exported. */
  pair: CryptoKeyPair;
}

/** A store for one process: tests, and runs of their own. */
export function createMemoryStore(): AuthorizationServerStore {
  const tables: { [Name in TableName]: Map<string, Tables[Name]> } = {
    clients: new Map(),
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

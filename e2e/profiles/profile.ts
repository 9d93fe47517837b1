/** One statement about a provider, with where it is stated and when that was read. */
export interface Fact {
  says: string;
  source: string;
  /** As `YYYY-MM-DD`. */
  read: string;
}

/** Whose pages may read the responses of an endpoint, by its CORS headers: each page, those registered, or none. */
export type Readers = 'any' | 'registered' | 'none';

/** The app, as a person registered it with the provider. */
export interface RegisteredClient {
  clientId: string;
  redirectUris: readonly string[];
  postLogoutRedirectUris: readonly string[];
  origins: readonly string[];
  /** The scopes that it may be granted. */
  scopes: readonly string[];
}

/** An OAuth error as a provider words it. */
export interface Refusal {
  error: string;
  description?: string;
  /** The status at the token endpoint; 400 unless the provider says otherwise (RFC 6749 §5.2). */
  status?: number;
}

/** Why a request to the token endpoint is refused. */
export type TokenFailure =
  | 'parameter missing'
  | 'unsupported grant type'
  | 'unknown client'
  | 'client secret missing'
  | 'client secret wrong'
  | 'origin missing'
  | 'code invalid'
  | 'redirect URI differs'
  | 'verifier wrong'
  | 'resource refused'
  | 'refresh token invalid';

/** What becomes of a refresh token that was used. */
export type RefreshRule =
  /** The next one replaces it; used again, it ends the grant. */
  | 'rotates'
  /** The next one comes with each use, and the earlier ones work until they expire. */
  | 'replaced, not revoked'
  /** No other one comes. */
  | 'stays';

/** What a provider does that another one does not, beside the rules of the RFCs that each keeps. */
export interface Profile {
  name: string;
  facts: readonly Fact[];
  /** The `iss` of its ID tokens. */
  issuer: string;
  client: RegisteredClient;
  endpoints: { authorization: string; token: string; revocation?: string; endSession?: string };
  /** The metadata documents, each by the URL of its place. */
  metadata: Readonly<Record<string, object>>;
  readers: { metadata: Readers; token: Readers; revocation: Readers };
  /** Whether `iss` is in its authorization responses (RFC 9207). */
  sendsIssuer: boolean;
  /** The secret that the token endpoint demands of this client, if it does. */
  clientSecret?: string;
  /** Whether the token endpoint serves pages alone: a request without `Origin` is refused. */
  demandsOrigin?: boolean;
  /** The lifetime of access tokens, in seconds; `undefined` for tokens that do not expire. */
  lifetimeS: number | undefined;
  refreshTokens: {
    rule: RefreshRule;
    issuedFor(request: AuthorizationRequest): boolean;
    /** How long after its first use a token that rotates may be used again, in seconds. */
    overlapS?: number;
    /** How long after the sign-in the last one ends, in seconds. */
    longestS?: number;
  };
  /** Why the authorization endpoint refuses a request that the RFCs allow. */
  refuses?(request: AuthorizationRequest): Refusal | undefined;
  /** The `aud` of the access token; `undefined` makes it one that only the provider itself can read. */
  audience(request: AuthorizationRequest): string | undefined;
  /** What a scope that the client was not given does: the request fails, or it is left out. */
  unknownScope: 'invalid_scope' | 'ignored';
  /** Claims of its ID tokens besides those of OpenID Connect Core. */
  claims?: Record<string, unknown>;
  /** How the token endpoint words each refusal; without a word here it is RFC 6749's. */
  refusals: Partial<Record<TokenFailure, Refusal>>;
  /** How the token endpoint writes a response down; as JSON unless the provider has its own way. */
  respond?(members: Record<string, unknown>, status: number, accept: string | null): Response;
  /** Members that an error of the token endpoint has besides. */
  errorDetails?(refusal: Refusal): object;
  /** What the end-session page does for this request. */
  endSession?(query: URLSearchParams, hint: IdTokenHint | undefined): EndSession;
}

/** An authorization request that has passed the checks of the RFCs. */
export interface AuthorizationRequest {
  query: URLSearchParams;
  scopes: readonly string[];
  /** Whether the person was asked for this client before. */
  consented: boolean;
}

/** An ID token that this provider issued, as the end-session page reads it. */
export interface IdTokenHint {
  clientId: string;
}

export type EndSession =
  /** The person is signed out and sent on; to the app, or to a page of the provider. */
  | { to: string }
  /** The provider asks the person first, then sends them on. */
  | { asks: true; to: string }
  /** An error page: the session goes on, and the person stays there. */
  | { errorPage: string; status: number };

/** One statement about a provider, with its source and the day on which it was read. */
export interface Fact {
  says: string;
  source: string;
  /** The day, as `YYYY-MM-DD`. */
  read: string;
}

/** Which pages may read the responses of an endpoint, by its CORS headers: all, only registered pages, or no page. */
export type Readers = 'any' | 'registered' | 'none';

/** The app as registered with the provider. */
export interface RegisteredClient {
  clientId: string;
  redirectUris: readonly string[];
  postLogoutRedirectUris: readonly string[];
  origins: readonly string[];
  /** The scopes that it may be granted. */
  scopes: readonly string[];
}

/** An OAuth error in the provider's own words. */
export interface Refusal {
  error: string;
  description?: string;
  /** The status at the token endpoint; 400 by default (RFC 6749 §5.2). */
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

/** What happens to a used refresh token. */
type RefreshRule =
  /** The next token replaces it. A second use of the replaced token ends the grant. */
  | 'rotates'
  /** Each use issues another token, and the earlier tokens work until they expire. */
  | 'replaced, not revoked'
  /** A use issues no other token. */
  | 'stays';

/** The differences of one provider, in addition to the rules of the RFCs. */
export interface Profile {
  name: string;
  facts: readonly Fact[];
  /** The `iss` of its ID tokens. */
  issuer: string;
  client: RegisteredClient;
  endpoints: { authorization: string; token: string; revocation?: string; endSession?: string };
  /** The metadata documents, by URL. */
  metadata: Readonly<Record<string, object>>;
  readers: { metadata: Readers; token: Readers; revocation: Readers };
  /** Whether `iss` is in its authorization responses (RFC 9207). */
  sendsIssuer: boolean;
  /** The secret that the token endpoint requires from this client, if any. */
  clientSecret?: string;
  /** Whether the token endpoint accepts only pages, and refuses a request without `Origin`. */
  demandsOrigin?: boolean;
  /** The lifetime of access tokens, in seconds; `undefined` for tokens that do not expire. */
  lifetimeS: number | undefined;
  refreshTokens: {
    rule: RefreshRule;
    issuedFor(request: AuthorizationRequest): boolean;
    /** How long a rotated token may be used again after its first use, in seconds. */
    overlapS?: number;
    /** The lifetime of all refresh tokens after the sign-in, in seconds. */
    longestS?: number;
  };
  /** Why the authorization endpoint refuses a request that the RFCs allow. */
  refuses?(request: AuthorizationRequest): Refusal | undefined;
  /** The `aud` of the access token; `undefined` for a token that only the provider itself can read. */
  audience(request: AuthorizationRequest): string | undefined;
  /** What happens to a scope that the client may not request: the request fails, or the scope is left out. */
  unknownScope: 'invalid_scope' | 'ignored';
  /** Claims of its ID tokens besides those of OpenID Connect Core. */
  claims?: Record<string, unknown>;
  /** The provider's own words for each refusal of the token endpoint; those of RFC 6749 by default. */
  refusals: Partial<Record<TokenFailure, Refusal>>;
  /** The format of a token response; JSON by default. */
  respond?(members: Record<string, unknown>, status: number, accept: string | null): Response;
  /** Additional members of an error of the token endpoint. */
  errorDetails?(refusal: Refusal): object;
  /** What the end-session page does with a request. */
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

type EndSession =
  /** The person is signed out and redirected: to the app, or to a page of the provider. */
  | { to: string }
  /** The provider asks the person first, then sends them on. */
  | { asks: true; to: string }
  /** An error page: the session goes on, and the person stays there. */
  | { errorPage: string; status: number };

/** Statements about a provider, by the day on which their source was read (`YYYY-MM-DD`), and by source. */
export type Facts = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** The pages that can read the responses of an endpoint, by its CORS headers: all, registered pages, or no page. */
export type Readers = 'any' | 'registered' | 'none';

export interface RegisteredClient {
  clientId: string;
  redirectUris: readonly string[];
  postLogoutRedirectUris: readonly string[];
  origins: readonly string[];
  /** The scopes that the provider may grant to the app. */
  scopes: readonly string[];
}

/** An OAuth error in the provider's own words. */
export interface Refusal {
  error: string;
  description?: string;
  /** The status at the token endpoint. The default is 400 (RFC 6749 §5.2). */
  status?: number;
}

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
  /** Each use issues another token. The earlier tokens work until they expire. */
  | 'replaced, not revoked'
  /** A use issues no other token: the same token works again. */
  | 'stays';

/** What distinguishes a provider from a server that only follows the RFCs. */
export interface Profile {
  name: string;
  facts: Facts;
  /** The `iss` of the provider's ID tokens. */
  issuer: string;
  client: RegisteredClient;
  endpoints: {
    authorization: string;
    token: string;
    revocation?: string | undefined;
    endSession?: string | undefined;
  };
  /** The metadata documents, by URL. */
  metadata: Readonly<Record<string, object>>;
  readers: { metadata: Readers; token: Readers; revocation: Readers };
  /** Whether authorization responses have `iss` (RFC 9207). */
  sendsIssuer: boolean;
  clientSecret?: string;
  /** Whether the token endpoint accepts only pages, and refuses a request without `Origin`. */
  demandsOrigin?: boolean;
  /** The lifetime of access tokens, in seconds. It is `undefined` if they do not expire. */
  lifetimeS: number | undefined;
  refreshTokens: {
    rule: RefreshRule;
    issuedFor(request: AuthorizationRequest): boolean;
    /** How long a refresh token still works after its first use, in seconds. */
    overlapS?: number;
    /** How long refresh tokens, even rotated ones, work after the sign-in, in seconds. */
    longestS?: number;
  };
  /** Returns a refusal if the authorization endpoint refuses a request that the RFCs allow. */
  refuses?(request: AuthorizationRequest): Refusal | undefined;
  /** The `aud` of the access token. It is `undefined` if only the provider itself can read the token. */
  audience(request: AuthorizationRequest): string | undefined;
  /** What the provider does if the client may not request a scope: it refuses the request, or ignores the scope. */
  unknownScope: 'invalid_scope' | 'ignored';
  /** The claims of ID tokens that are not in OpenID Connect Core. */
  claims?: Record<string, unknown>;
  /** The provider's own words for refusals of the token endpoint. The default is the error of RFC 6749. */
  refusals: Partial<Record<TokenFailure, Refusal>>;
  /** Formats a token response. The default is JSON. */
  respond?(members: Record<string, unknown>, status: number, accept: string | null): Response;
  /** Returns the additional members of an error response of the token endpoint. */
  errorDetails?(refusal: Refusal): object;
  /** Decides what the end-session page does with a request. */
  endSession?(query: URLSearchParams, hint: IdTokenHint | undefined): EndSession;
}

export interface AuthorizationRequest {
  query: URLSearchParams;
  scopes: readonly string[];
  /** Whether the person already consented to this client. */
  consented: boolean;
}

/** What the end-session page reads from an ID token of this provider. */
export interface IdTokenHint {
  clientId: string;
}

type EndSession =
  /** The provider signs the person out, and redirects to this address. */
  | { to: string }
  /** The provider asks the person first. It then signs the person out, and redirects to this address. */
  | { asks: true; to: string }
  /** The provider shows an error page. The person stays on this page, and the session does not end. */
  | { errorPage: string; status: number };

/**
 * The settings of a real authorization server. The settings of DPoP also apply to the resource servers. The defaults
 * are safe. Each attack weakens a setting, and shows what that setting is for.
 */
export interface Policy {
  /** Refuse an authorization request without a code challenge (OAuth 2.1 §4.1.1). */
  pkceRequired: boolean;
  /** Accept `plain`, and take an omitted method to mean `plain` (RFC 7636 §4.3). */
  plainAllowed: boolean;
  /** Refuse a verifier for a code that has no challenge (the downgrade rule, RFC 9700 §4.8.2). */
  downgradeRefused: boolean;
  /**
   * When to compare the verifier of a code that has a challenge (RFC 7636 §4.6). `when sent` accepts a request without
   * a verifier; `either method` also accepts the challenge itself as the verifier; `form only` checks only the length
   * and the characters.
   */
  verifierCheck: 'always' | 'when sent' | 'either method' | 'form only';
  /**
   * How to compare redirect URIs: `exact` compares strings (RFC 9700 §2.1); some servers compare only the beginning, or
   * only the origin.
   */
  redirectUriMatching: 'exact' | 'prefix' | 'origin';
  /** Check the password; development servers often accept any password. */
  passwordRequired: boolean;
  /** Put `iss` into every authorization response (RFC 9207). */
  issInResponses: boolean;
  codeLifetimeMs: number;
  /** Refuse a code if the client is not the one that it was issued to (RFC 6749 §4.1.3). */
  codeClientBinding: boolean;
  /** Refuse a confidential client that presents no secret (RFC 6749 §3.2.1). */
  clientAuthentication: boolean;
  /** Refuse a used code, and revoke the tokens that were issued for it (RFC 6749 §4.1.2). */
  codeSingleUse: boolean;
  accessTokenLifetimeMs: number;
  /** Replace a refresh token at every use (RFC 9700 §4.14.2). */
  refreshTokenRotation: boolean;
  /** End the whole grant when a replaced refresh token is presented. */
  refreshReuseDetection: boolean;
  /** The lifetime of refresh tokens, counted from the sign-in; rotation never extends it (RFC 10017). */
  refreshTokenLifetimeMs: number;
  /** Refuse a scope at a refresh that the grant does not have (RFC 6749 §6). */
  refreshScopeLimited: boolean;
  /** Issue tokens for the requested resource, and only if the server knows this resource (RFC 8707). */
  audienceRestriction: boolean;
  /** Let anyone register a client (RFC 7591), with an unverified name and redirect URIs. */
  registrationOffered: boolean;
  /**
   * Accept the address of a client metadata document as a client ID. Then any caller can make this server fetch an
   * address.
   */
  clientIdMetadataDocuments: boolean;
  /** Accept authorization requests that clients push, or accept no others (RFC 9126). */
  pushedAuthorizationRequests: 'off' | 'offered' | 'required';
  /**
   * Bind access tokens to a key of the client: for no client, for each client that sends a proof, or for every client
   * (RFC 9449).
   */
  dpop: 'off' | 'offered' | 'required';
  /**
   * Demand a nonce of the server in each proof, so that no one can make a proof in advance (RFC 9449 §8, §9, §11.2).
   */
  dpopNonces: boolean;
  /**
   * What servers do not check in a proof (RFC 9449 §4.3). If they do not check `jti`, they accept a proof again
   * (§11.1).
   */
  dpopProofUnchecked: 'nothing' | 'jti' | 'htm and htu' | 'iat' | 'ath';
  /**
   * How a resource server treats a bound token: `enforced` accepts the token only with a proof of its key (RFC 9449
   * §7.1); `any key` accepts it with a proof of any key; `as bearer` also accepts it without a proof (§7.2).
   */
  dpopTokenBinding: 'enforced' | 'any key' | 'as bearer';
  /**
   * Exchange a code only if the token request has a proof of the key that the authorization request named as `dpop_jkt`
   * (RFC 9449 §10).
   */
  dpopCodeBinding: boolean;
  /** Accept the refresh token of a public client only with a proof of its key (RFC 9449 §5). */
  dpopRefreshTokenBinding: boolean;
  /** Whether another page may show this server's own pages in a frame (RFC 9700 §4.16). */
  framing: 'refused' | 'allowed';
}

export const SAFE_POLICY: Policy = {
  pkceRequired: true,
  plainAllowed: false,
  downgradeRefused: true,
  verifierCheck: 'always',
  redirectUriMatching: 'exact',
  passwordRequired: true,
  issInResponses: true,
  codeLifetimeMs: 60_000,
  codeClientBinding: true,
  clientAuthentication: true,
  codeSingleUse: true,
  accessTokenLifetimeMs: 15 * 60_000,
  refreshTokenRotation: true,
  refreshReuseDetection: true,
  refreshTokenLifetimeMs: 8 * 3600_000,
  refreshScopeLimited: true,
  audienceRestriction: true,
  registrationOffered: false,
  clientIdMetadataDocuments: false,
  pushedAuthorizationRequests: 'off',
  dpop: 'off',
  dpopNonces: true,
  dpopProofUnchecked: 'nothing',
  dpopTokenBinding: 'enforced',
  dpopCodeBinding: true,
  dpopRefreshTokenBinding: true,
  framing: 'refused',
};

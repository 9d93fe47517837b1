/**
 * The settings of the authorization server. The settings of DPoP also apply to the resource servers. The defaults are
 * safe. Attacks of the lab weaken a setting, and so show what the setting is for.
 */
export interface Policy {
  /** Refuse an authorization request without a code challenge (OAuth 2.1 §4.1.1). */
  pkceRequired: boolean;
  /** Accept the method `plain`; an omitted method means `plain`, too (RFC 7636 §4.3). */
  plainAllowed: boolean;
  /** Refuse a verifier for a code that has no challenge (the downgrade rule, RFC 9700 §4.8.2). */
  downgradeRefused: boolean;
  /**
   * How to check the verifier if the code has a challenge (RFC 7636 §4.6). `when sent` accepts a request without a
   * verifier. `either method` accepts the challenge itself as the verifier. `form only` checks only the length and the
   * characters.
   */
  verifierCheck: 'always' | 'when sent' | 'either method' | 'form only';
  /** RFC 9700 §2.1 demands `exact`. Some servers compare only the beginning, or only the origin. */
  redirectUriMatching: 'exact' | 'prefix' | 'origin';
  /** Check the password. Development servers often accept any password. */
  passwordRequired: boolean;
  /** Put `iss` into every authorization response (RFC 9207). */
  issInResponses: boolean;
  codeLifetimeMs: number;
  /** Refuse a code that was issued to another client (RFC 6749 §4.1.3). */
  codeClientBinding: boolean;
  /** Refuse a confidential client that presents no secret (RFC 6749 §3.2.1). */
  clientAuthentication: boolean;
  /** Refuse a used code, and revoke the tokens that were issued for it (RFC 6749 §4.1.2). */
  codeSingleUse: boolean;
  accessTokenLifetimeMs: number;
  /** Replace a refresh token at every use (RFC 9700 §4.14.2). */
  refreshTokenRotation: boolean;
  /** End the whole grant if a request has a refresh token that was already replaced. */
  refreshReuseDetection: boolean;
  /** The time from the sign-in to the expiry of the grant's refresh tokens. Rotation does not extend it (RFC 10017). */
  refreshTokenLifetimeMs: number;
  /** At a refresh, refuse a scope that the grant does not have (RFC 6749 §6). */
  refreshScopeLimited: boolean;
  /** Issue tokens for the requested resource, and only if the server knows this resource (RFC 8707). */
  audienceRestriction: boolean;
  /** Let anyone register a client (RFC 7591). The name and the redirect URIs of such a client are not verified. */
  registrationOffered: boolean;
  /** Accept metadata documents. Any caller can then make this server fetch an address. */
  clientIdMetadataDocuments: boolean;
  /** `offered`: accept pushed authorization requests. `required`: accept no other authorization requests (RFC 9126). */
  pushedAuthorizationRequests: 'off' | 'offered' | 'required';
  /** RFC 9449. `offered` binds tokens if the client sends a proof; `required` demands a proof. */
  dpop: 'off' | 'offered' | 'required';
  /** Demand a recent nonce, so that no proof is made in advance (RFC 9449 §8, §9, §11.2). */
  dpopNonces: boolean;
  /** Not checked in a proof (RFC 9449 §4.3). Without `jti`, a proof can be replayed (§11.1). */
  dpopProofUnchecked: 'nothing' | 'jti' | 'htm and htu' | 'iat' | 'ath';
  /**
   * How a resource server treats a bound token. `enforced` accepts the token only with a proof of its key (RFC 9449
   * §7.1). `any key` accepts the token with a proof of any key. `as bearer` also accepts the token without a proof
   * (§7.2).
   */
  dpopTokenBinding: 'enforced' | 'any key' | 'as bearer';
  /** If the authorization request has `dpop_jkt`, exchange the code only with a proof of that key (RFC 9449 §10). */
  dpopCodeBinding: boolean;
  /** Accept the refresh token of a public client only with a proof of the client's key (RFC 9449 §5). */
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

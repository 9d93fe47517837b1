import type { IdTokenHint } from './profile.ts';

/** The rights of an access token. */
export interface AccessToken {
  audience: string | undefined;
  scopes: readonly string[];
  expiresAtMs: number;
}

/** The grant of one sign-in. */
export interface Grant {
  audience: string | undefined;
  resource: string | undefined;
  scopes: readonly string[];
  nonce: string | undefined;
  signedInAtMs: number;
  refreshes: boolean;
  ended: boolean;
}

interface RefreshToken {
  grant: Grant;
  usedAtMs?: number;
  /** The refresh tokens that were issued for it. */
  successors: string[];
}

/** The tokens that a provider has issued, each with its grant. */
export class IssuedTokens {
  readonly #access = new Map<string, AccessToken & { grant: Grant }>();
  readonly #refresh = new Map<string, RefreshToken>();
  readonly #id = new Map<string, IdTokenHint>();

  issueAccessToken(grant: Grant, expiresAtMs: number): string {
    const token = `access-${crypto.randomUUID()}`;
    this.#access.set(token, { ...grant, grant, expiresAtMs });
    return token;
  }

  issueRefreshToken(grant: Grant): string {
    const token = `refresh-${crypto.randomUUID()}`;
    this.#refresh.set(token, { grant, successors: [] });
    return token;
  }

  issueIdToken(claims: { aud: string } & Record<string, unknown>): string {
    const token = [{ alg: 'RS256', kid: 'one' }, claims, { signed: crypto.randomUUID() }]
      .map(encode)
      .join('.');
    this.#id.set(token, { clientId: claims.aud });
    return token;
  }

  refreshToken(token: string): RefreshToken | undefined {
    return this.#refresh.get(token);
  }

  /** Reads an ID token of this provider; `undefined` for any other text, as if its signature did not verify. */
  idToken(token: string): IdTokenHint | undefined {
    return this.#id.get(token);
  }

  /** The current rights of an access token, like introspection (RFC 7662); `undefined` for an invalid token. */
  introspect(token: string, nowMs: number): AccessToken | undefined {
    const found = this.#access.get(token);
    return found && !found.grant.ended && found.expiresAtMs > nowMs ? found : undefined;
  }

  /** RFC 7009 §2.1: either kind of token ends the grant that it belongs to. */
  revoke(token: string): void {
    const grant = this.#refresh.get(token)?.grant ?? this.#access.get(token)?.grant;
    if (grant) grant.ended = true;
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

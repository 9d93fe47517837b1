import type { IdTokenHint } from './profile.ts';

export interface AccessToken {
  audience: string | undefined;
  scopes: readonly string[];
  expiresAtMs: number;
}

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
  /** The refresh tokens that replaced this token. */
  successors: string[];
}

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

  /** Reads an ID token of this provider. Returns `undefined` for other texts, as for a token with a wrong signature. */
  idToken(token: string): IdTokenHint | undefined {
    return this.#id.get(token);
  }

  /** What an access token permits now, or `undefined` if the token is not active (RFC 7662). */
  introspect(token: string, nowMs: number): AccessToken | undefined {
    const found = this.#access.get(token);
    return found && !found.grant.ended && found.expiresAtMs > nowMs ? found : undefined;
  }

  /** Ends the grant of an access token or of a refresh token (RFC 7009 §2.1). */
  revoke(token: string): void {
    const grant = this.#refresh.get(token)?.grant ?? this.#access.get(token)?.grant;
    if (grant) grant.ended = true;
  }
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

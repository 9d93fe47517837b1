import type { Exchange } from '../../machine/wire/exchange.ts';

/** Reads the claims of a JWT without checking the JWT. Returns no claims for any other token. */
export const readClaims = (token: string): Record<string, unknown> => readPart(token.split('.')[1]);

/** Reads the header of a JWT, as {@link readClaims} reads the claims. */
export const readHeader = (token: string): Record<string, unknown> => readPart(token.split('.')[0]);

function readPart(part = ''): Record<string, unknown> {
  try {
    return Object(JSON.parse(atob(part.replaceAll('-', '+').replaceAll('_', '/'))));
  } catch {
    return {};
  }
}

export const withAudience = (token: string, audience: string): string => withClaims(token, { aud: audience });

/** Returns the JWT with other claims. Its signature is unchanged, so the signature no longer matches the claims. */
export function withClaims(token: string, claims: Record<string, unknown>): string {
  const [header, , signature] = token.split('.');
  const payload = btoa(JSON.stringify({ ...readClaims(token), ...claims }));
  const encoded = payload.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return [header, encoded, signature].join('.');
}

export const bearerOf = ({ request }: Exchange): string | undefined =>
  request.headers.authorization?.replace(/^Bearer /, '');

export function readAudience(exchange: Exchange): string | undefined {
  const { aud } = readClaims(bearerOf(exchange) ?? '');
  return typeof aud === 'string' ? aud : undefined;
}

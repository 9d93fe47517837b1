import type { Exchange } from '../../machine/wire/exchange.ts';

/** The claims in a JWT, read without checking it: that is the server's job. None for any other token. */
export const readClaims = (token: string): Record<string, unknown> => readPart(token.split('.')[1]);

/** The header of a JWT, read as {@link readClaims} does. */
export const readHeader = (token: string): Record<string, unknown> => readPart(token.split('.')[0]);

function readPart(part = ''): Record<string, unknown> {
  try {
    return Object(JSON.parse(atob(part.replaceAll('-', '+').replaceAll('_', '/'))));
  } catch {
    return {};
  }
}

/** A JWT with another `aud`. */
export const withAudience = (token: string, audience: string): string => withClaims(token, { aud: audience });

/** A JWT with other claims. The signature is unchanged, so it no longer matches the claims. */
export function withClaims(token: string, claims: Record<string, unknown>): string {
  const [header, , signature] = token.split('.');
  const payload = btoa(JSON.stringify({ ...readClaims(token), ...claims }));
  const encoded = payload.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return [header, encoded, signature].join('.');
}

/** The bearer token that a request carries. */
export const bearerOf = ({ request }: Exchange): string | undefined =>
  request.headers.authorization?.replace(/^Bearer /, '');

/** The `aud` of the token that a request carries. */
export function readAudience(exchange: Exchange): string | undefined {
  const { aud } = readClaims(bearerOf(exchange) ?? '');
  return typeof aud === 'string' ? aud : undefined;
}

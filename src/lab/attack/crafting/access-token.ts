import type { Exchange } from '../../machine/wire/exchange.ts';

/** Reads the audience and scopes of the JWT in a request, without checking the JWT. The server checks the JWT. */
export function bearerClaims({
  request,
}: Exchange): { audience: string; scopes: readonly string[] } | undefined {
  const payload = request.headers.authorization?.split('.')[1];
  if (payload === undefined) return undefined;
  try {
    const claims: { aud?: unknown; scope?: unknown } = Object(
      JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))),
    );
    return { audience: String(claims.aud), scopes: String(claims.scope ?? '').split(' ') };
  } catch {
    return undefined;
  }
}

import type { Exchange } from '../../machine/wire/exchange.ts';

/** The `aud` of the access token that a request carries, read without checking it: that is the server's job. */
export function readAudience({ request }: Exchange): string | undefined {
  const token = request.headers.authorization?.replace(/^Bearer /, '');
  try {
    const payload = token?.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
    const { aud }: { aud?: unknown } = Object(JSON.parse(atob(payload)));
    return typeof aud === 'string' ? aud : undefined;
  } catch {
    return undefined;
  }
}

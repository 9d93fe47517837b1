import {
  type Exchange,
  membersOf,
  parameterOf,
  redirectOf,
  responseOf,
} from '../../machine/wire/exchange.ts';

/**
 * The exchanges that made an exchange possible, newest first: the exchange itself, the exchange that issued its access
 * token, the exchange that issued the code or refresh token for that token, and so on. This list shows whether a
 * certain message led to a harm.
 */
export function lineage(log: readonly Exchange[], exchange: Exchange): Exchange[] {
  const found = [exchange];
  for (let current: Exchange | undefined = exchange; current; ) {
    const { id }: Exchange = current;
    const credential = credentialOf(current);
    const issuer: Exchange | undefined =
      credential === undefined
        ? undefined
        : log.findLast((earlier) => earlier.id < id && issued(earlier).includes(credential));
    if (issuer) found.push(issuer);
    current = issuer;
  }
  return found;
}

function credentialOf({ request }: Exchange): string | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return bearer ?? parameterOf(request, 'refresh_token') ?? parameterOf(request, 'code');
}

/** What a response issues: a code in its redirect, or tokens in its body. */
function issued(exchange: Exchange): unknown[] {
  const { access_token, refresh_token } = membersOf(responseOf(exchange));
  return [access_token, refresh_token, redirectOf(exchange)?.searchParams.get('code')].filter(Boolean);
}

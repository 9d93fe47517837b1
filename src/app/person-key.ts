import type { Grant } from '../oauth/index.ts';

/**
 * Distinguishes the users of a session, so that no user sees what was fetched for another user. Without an ID token,
 * all users have the same key, so the queries keep nothing that no page shows.
 */
export function personKey({ issuer, identity }: Grant): string {
  return `${issuer} ${identity?.subject ?? ''}`;
}

import type { Grant } from '../oauth/index.ts';

/** Distinguishes the users of a session, so that no user sees what was fetched for another one. */
export function personKey({ issuer, identity }: Grant): string {
  return `${issuer} ${identity?.subject ?? ''}`;
}

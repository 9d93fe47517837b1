import type { Grant } from '../oauth/index.ts';

/** Tells the people of a session apart, so that nobody sees what was fetched for another person. */
export function personKey({ issuer, identity }: Grant): string {
  return `${issuer} ${identity?.subject ?? ''}`;
}

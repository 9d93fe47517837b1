import type { Grant } from '../oauth/index.ts';

/**
 * Distinguishes the users of a session, so that no user sees data of another user. Without an ID token, all users have
 * the same key. For this case, the queries drop data as soon as no page shows it.
 */
export const personKey = ({ issuer, identity }: Grant): string => `${issuer} ${identity?.subject ?? ''}`;

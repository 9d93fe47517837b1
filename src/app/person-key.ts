import type { Grant } from '../oauth/index.ts';

/** Distinguishes the users of a session, so that none sees another's data. Without an ID token, all have one key. */
export const personKey = ({ issuer, identity }: Grant): string => `${issuer} ${identity?.subject ?? ''}`;

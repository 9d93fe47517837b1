import { useSession } from '../oauth/react/SessionProvider.tsx';
import type { Caller } from './interrupted-call.ts';

/**
 * The person that calls are made for: the subject of the ID token. Without `openid` there is no ID token, and the
 * subject is unknown. This app calls no tool to find it out: only the user calls tools.
 *
 * @returns `undefined` without a session.
 */
export function useCaller(): Caller | undefined {
  const { state } = useSession();
  const grant = 'grant' in state ? state.grant : undefined;
  return grant && { issuer: grant.issuer, subject: grant.identity?.subject ?? null };
}

import { useSession } from '../oauth/react/SessionProvider.tsx';
import type { Caller } from './interrupted-call.ts';

/**
 * The person who makes calls in this session. The subject comes from the ID token. Without an ID token, the subject is
 * unknown: this app does not call a tool to learn it, because only the user calls tools.
 *
 * @returns `undefined` if there is no session.
 */
export function useCaller(): Caller | undefined {
  const { state } = useSession();
  const grant = 'grant' in state ? state.grant : undefined;
  return grant && { issuer: grant.issuer, subject: grant.identity?.subject ?? null };
}

import { useSession } from '../oauth/react/SessionProvider.tsx';
import type { Caller } from './interrupted-call.ts';

/** The person who makes calls, by the ID token: this app calls no tool to learn it. `undefined` without a session. */
export function useCaller(): Caller | undefined {
  const { state } = useSession();
  const grant = 'grant' in state ? state.grant : undefined;
  return grant && { issuer: grant.issuer, subject: grant.identity?.subject ?? null };
}

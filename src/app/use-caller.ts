import { useSession } from '../oauth/react/SessionProvider.tsx';
import type { Caller } from './interrupted-call.ts';

/**
 * For whom calls are made now: the person of the ID token. Without `openid` there is none, and the session does not
 * know who it is. A tool of the server that would say so is called by the person alone.
 *
 * @returns `undefined` where nobody is signed in.
 */
export function useCaller(): Caller | undefined {
  const { state } = useSession();
  const grant = 'grant' in state ? state.grant : undefined;
  return grant && { issuer: grant.issuer, subject: grant.identity?.subject ?? null };
}

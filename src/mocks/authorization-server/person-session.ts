import type { Context } from './context.ts';
import { unguessable } from './issue.ts';
import { type Person, SAMPLE_PEOPLE } from './people.ts';

/** Replaces `Cookie` and `Set-Cookie`, which the scripts of this server's pages cannot set and read. */
export const SESSION_HEADER = 'Idp-Session';
const LIFETIME_MS = 8 * 3600_000;

export interface PersonSignedIn {
  person: Person;
  authTimeMs: number;
}

/** The person of the session in the request, if the session is still valid. */
export async function signedInPerson(
  context: Context,
  request: Request,
): Promise<PersonSignedIn | undefined> {
  const id = request.headers.get(SESSION_HEADER);
  const session = id ? await context.store.get('personSessions', id) : undefined;
  if (!session || session.expiresAtMs <= context.now()) return undefined;
  const person = SAMPLE_PEOPLE.find(({ subject }) => subject === session.subject);
  return person && { person, authTimeMs: session.authTimeMs };
}

/** Starts a session. @returns its identifier. */
export async function startPersonSession(context: Context, { subject }: Person): Promise<string> {
  const sessionId = unguessable(context);
  const now = context.now();
  await context.store.put('personSessions', {
    sessionId,
    subject,
    authTimeMs: now,
    expiresAtMs: now + LIFETIME_MS,
  });
  return sessionId;
}

export async function endPersonSession(context: Context, request: Request): Promise<void> {
  await context.store.delete('personSessions', request.headers.get(SESSION_HEADER) ?? '');
}

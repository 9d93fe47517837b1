import { type IDBPDatabase, openDB } from 'idb';
import { SESSION_HEADER } from '../authorization-server/person-session.ts';

let jar: Promise<IDBPDatabase> | undefined;

/** Replaces the cookie jar of the browser, because a script can neither set `Cookie` nor read `Set-Cookie`. */
function openJar(): Promise<IDBPDatabase> {
  jar ??= openDB('idp-cookie-jar', 1, {
    upgrade: (upgrading) => void upgrading.createObjectStore('cookies'),
  });
  return jar;
}

/** Adds the person's session to a request, as a browser adds a cookie. */
export async function withCookie(request: Request): Promise<Request> {
  const cookie: unknown = await (await openJar()).get('cookies', cookiePath(request.url));
  if (typeof cookie === 'string') request.headers.set(SESSION_HEADER, cookie);
  return request;
}

/** Stores the session that the response of a server sets. */
export async function keepCookie(url: string, response: Response): Promise<void> {
  const cookie = response.headers.get(SESSION_HEADER);
  if (cookie) await (await openJar()).put('cookies', cookie, cookiePath(url));
}

/** The key of a session: the path, which distinguishes the authorization servers on one origin. */
const cookiePath = (url: string): string => new URL('.', url).pathname;

import { SAMPLE_PEOPLE } from '../../../mocks/authorization-server/people.ts';
import type { Network } from '../wire/recorder.ts';
import { COUNTERFEIT } from './server-of.ts';

/** The person at the browser, and what they enter at the authorization server. */
export interface PersonAtBrowser {
  username: string;
  password: string;
  /** Which of the requested scopes to grant; if absent, all. */
  grants?: readonly string[];
}

/** The server showed an error on its own page instead of redirecting. */
export class RefusedAtServer extends Error {
  override readonly name = 'RefusedAtServer';

  constructor(description: string) {
    super(`The authorization server does not redirect: ${description}`);
  }
}

/**
 * A browser without a window: opens the authorization request, signs the person in and follows the redirect.
 *
 * @returns the address to which the server sent the browser.
 * @throws RefusedAtServer when the server does not redirect.
 */
export async function signInAtServer(
  network: Network,
  authorizationUrl: string,
  { username, password, grants }: PersonAtBrowser,
): Promise<string> {
  const opened = await follow(network, new URL(authorizationUrl));
  const { origin, pathname, searchParams } = opened;
  const form = new URLSearchParams(searchParams);
  form.set('username', username);
  form.set('password', password);
  form.set('decision', 'approve');
  form.set('granted_scope', grants?.join(' ') ?? (await requestedScope(network, opened)));
  const response = await network(origin + pathname, { method: 'POST', body: form });
  const location = response.headers.get('Location');
  if (location) return location;
  const refusal: { error_description?: unknown } = Object(await response.json());
  throw new RefusedAtServer(String(refusal.error_description));
}

/** The scopes of the request, or the scopes that the page of the server shows for a pushed request. */
async function requestedScope(network: Network, opened: URL): Promise<string> {
  if (!opened.searchParams.has('request_uri')) return opened.searchParams.get('scope') ?? '';
  const response = await network(opened.href, { method: 'GET' });
  const shown: { scopes?: readonly { name: string }[] } = Object(await response.json());
  return shown.scopes?.map(({ name }) => name).join(' ') ?? '';
}

/** Follows the redirect of the counterfeit page to the authorization server, as an unsuspecting person does. */
async function follow(network: Network, url: URL): Promise<URL> {
  if (!url.pathname.startsWith(COUNTERFEIT)) return url;
  const response = await network(url.href, { method: 'GET' });
  return new URL(response.headers.get('Location') ?? url.href);
}

/** The person with this user name, and the password that the page of the server prints. */
export function personNamed(username: string): PersonAtBrowser {
  const person = SAMPLE_PEOPLE.find((known) => known.username === username);
  if (!person) throw new Error(`The server has no user called ${username}.`);
  return { username, password: person.password };
}

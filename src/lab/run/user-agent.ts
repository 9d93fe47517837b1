import type { Network } from '../wire/recorder.ts';

/** Whoever sits in front of the browser, and what that person says at the authorization server. */
export interface PersonAtBrowser {
  username: string;
  password: string;
  /** Which of the asked-for scopes to leave ticked; all when absent. */
  grants?: readonly string[];
}

/**
 * A browser without a window: opens the authorization request, signs the person in at the server's own
 * endpoint and follows the redirect.
 *
 * @returns the address the server sent the browser to.
 * @throws Error when the server redirects nowhere, with its own words.
 */
export async function signInAtServer(
  network: Network,
  authorizationUrl: string,
  { username, password, grants }: PersonAtBrowser,
): Promise<string> {
  const { origin, pathname, searchParams } = new URL(authorizationUrl);
  const form = new URLSearchParams(searchParams);
  form.set('username', username);
  form.set('password', password);
  form.set('decision', 'approve');
  form.set('granted_scope', grants?.join(' ') ?? searchParams.get('scope') ?? '');
  const response = await network(origin + pathname, { method: 'POST', body: form });
  const location = response.headers.get('Location');
  if (location) return location;
  const refusal: { error_description?: unknown } = Object(await response.json());
  throw new Error(`The authorization server sends nobody anywhere: ${String(refusal.error_description)}`);
}

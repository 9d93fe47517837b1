import { offlineWorldOf } from '../browser.ts';
import { keepCookie, withCookie } from './person-cookie.ts';

/** What the server wants its page to do next. */
export type Answer =
  | { kind: 'leave'; location: string }
  | { kind: 'show'; body: Record<string, unknown> }
  | { kind: 'refused'; status: number; description: string };

/** Calls the authorization server in process, as its own page. */
export async function askServer(url: string, form?: URLSearchParams): Promise<Answer> {
  const { authorizationServer } = await offlineWorldOf(url);
  const request = new Request(url, form ? { method: 'POST', body: form } : {});
  const response = await authorizationServer.fetch(await withCookie(request));
  await keepCookie(url, response);
  return readAnswer(response);
}

/** What a response of the authorization endpoint means for its page. */
export async function readAnswer(response: Response): Promise<Answer> {
  const location = response.headers.get('Location');
  if (location) return { kind: 'leave', location };
  const body: Record<string, unknown> = Object(await response.json());
  return response.ok
    ? { kind: 'show', body }
    : { kind: 'refused', status: response.status, description: String(body.error_description) };
}

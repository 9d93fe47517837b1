import type { AuthorizationPrompt } from '../authorization-server/authorize.ts';
import { SAMPLE_PEOPLE } from '../authorization-server/people.ts';

/** Where a test says, before the page is opened, who approves every request: a user name, in `localStorage`. */
export const STANDING_APPROVAL = 'sign-in:approves';

/**
 * The decision of a person who approves every request beforehand, so that a test of another page need not drive
 * this one. It is sent as a press of the button would send it, and checked by the server like any other.
 *
 * @returns `undefined` where there is no such person: then the page asks.
 */
export function standingApproval(
  { scopes }: AuthorizationPrompt,
  request: URLSearchParams,
  storage: Pick<Storage, 'getItem'>,
): URLSearchParams | undefined {
  const username = storage.getItem(STANDING_APPROVAL);
  const person = SAMPLE_PEOPLE.find((known) => known.username === username);
  if (!person) return undefined;
  const decided = new URLSearchParams(request);
  decided.set('decision', 'approve');
  decided.set('granted_scope', scopes.map(({ name }) => name).join(' '));
  decided.set('username', person.username);
  decided.set('password', person.password);
  return decided;
}

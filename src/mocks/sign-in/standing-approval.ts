import type { AuthorizationPrompt } from '../authorization-server/authorize.ts';
import { SAMPLE_PEOPLE } from '../authorization-server/people.ts';

/** The `localStorage` key where a test stores the name of a user who approves every request. */
export const STANDING_APPROVAL = 'sign-in:approves';

/**
 * The decision of a person who approves every request. With this decision, a test of another page need not operate the
 * sign-in page. The sign-in page sends this decision as if the person had pressed the button, and the server checks it
 * like any other decision.
 *
 * @returns `undefined` if no such person is stored, so that the page asks.
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

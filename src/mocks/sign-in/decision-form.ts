/** The parameters that the page adds to the request of the client. */
const DECIDED = ['decision', 'granted_scope', 'person', 'username', 'password'];

/**
 * The request of the client, with the person's decision. The client chooses the address of the page, and could put the
 * `username` and `password` of another person into it. So this function removes such parameters from the request.
 *
 * @param request the parameters in the address of the page: the request of the client.
 * @param typed the form of the page.
 * @param named the user name of the signed-in person, if the page names a person.
 */
export function decisionForm(
  decision: 'approve' | 'deny',
  request: URLSearchParams,
  typed: FormData,
  named: string | undefined,
): URLSearchParams {
  const decided = new URLSearchParams(request);
  for (const name of DECIDED) decided.delete(name);
  decided.set('decision', decision);
  decided.set('granted_scope', typed.getAll('scope').map(String).join(' '));
  if (named !== undefined) decided.set('person', named);
  const username = typed.get('username');
  if (username !== null) {
    decided.set('username', String(username));
    decided.set('password', String(typed.get('password')));
  }
  return decided;
}

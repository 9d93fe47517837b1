/** What the server wants its page to do next. */
export type Answer =
  | { kind: 'leave'; location: string }
  | { kind: 'show'; body: Record<string, unknown> }
  | { kind: 'refused'; status: number; description: string };

/**
 * How a page reaches its server: with the request that opened it, and with the form of a decision.
 *
 * @param url the address of the endpoint.
 */
export type AskServer = (url: string, form?: URLSearchParams) => Promise<Answer>;

/** What a response of the authorization endpoint means for its page. */
export async function readAnswer(response: Response): Promise<Answer> {
  const location = response.headers.get('Location');
  if (location) return { kind: 'leave', location };
  const body: Record<string, unknown> = Object(await response.json());
  return response.ok
    ? { kind: 'show', body }
    : { kind: 'refused', status: response.status, description: String(body.error_description) };
}

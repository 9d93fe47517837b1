export type PageOutcome =
  | { kind: 'leave'; location: string }
  | { kind: 'show'; body: Record<string, unknown> }
  | { kind: 'refused'; status: number; description: string };

/**
 * Calls the server of a page, with the request that opened the page, or with the form of a decision.
 *
 * @param url the address of the endpoint.
 */
export type CallServer = (url: string, form?: URLSearchParams) => Promise<PageOutcome>;

/** Reads a response of the authorization endpoint or the end-session endpoint. */
export async function readOutcome(response: Response): Promise<PageOutcome> {
  const location = response.headers.get('Location');
  if (location) return { kind: 'leave', location };
  const body: Record<string, unknown> = Object(await response.json());
  return response.ok
    ? { kind: 'show', body }
    : { kind: 'refused', status: response.status, description: String(body.error_description) };
}

/** The CORS headers of every response, so that an app of another origin can read the response. */
export const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'WWW-Authenticate, Location',
};

/**
 * A refusal as a problem document (RFC 9457).
 *
 * @param detail a sentence for the person, which must not repeat text from the request.
 */
export function problem(
  status: number,
  title: string,
  detail: string,
  headers: Record<string, string> = {},
): Response {
  return new Response(JSON.stringify({ type: 'about:blank', title, status, detail }), {
    status,
    headers: { ...CORS, 'Cache-Control': 'no-store', 'Content-Type': 'application/problem+json', ...headers },
  });
}

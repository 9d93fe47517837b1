/** Whether a server demands pushed authorization requests, or only accepts them (RFC 9126 §5). */
export type Pushing = 'required' | 'supported';

/** The pushed authorization requests of one server. */
export interface PushedRequests {
  push(parameters: URLSearchParams): Response;
  /** The parameters of the authorization request that a URL makes; `undefined` if the request is not valid. */
  requestAt(url: URL): URLSearchParams | undefined;
  /** Like {@link requestAt}, but uses the reference up. A reference works once, for 20 seconds (§2.2). */
  open(url: URL): URLSearchParams | undefined;
}

const LIFETIME_S = 20;

/** @param occurred the server calls this function for each event that the tests count. */
export function createPushedRequests(
  name: string,
  pushing: Pushing | undefined,
  now: () => number,
  occurred: (event: string) => void,
): PushedRequests {
  const pushed = new Map<string, { parameters: URLSearchParams; expiresAtMs: number; isUsed: boolean }>();
  const pushedAt = ({ searchParams }: URL) => pushed.get(searchParams.get('request_uri') ?? '');

  const requestAt = (url: URL): URLSearchParams | undefined =>
    pushedAt(url)?.parameters ?? (pushing === 'required' ? undefined : url.searchParams);

  return {
    push(parameters) {
      const reference = `urn:ietf:params:oauth:request_uri:reference-${name}-${pushed.size}`;
      pushed.set(reference, { parameters, expiresAtMs: now() + LIFETIME_S * 1000, isUsed: false });
      return Response.json({ request_uri: reference, expires_in: LIFETIME_S }, { status: 201 });
    },
    requestAt,
    open(url) {
      const request = pushedAt(url);
      if (!request) return requestAt(url);
      const refusal = request.isUsed ? 'used again at the server' : now() > request.expiresAtMs && 'expired';
      request.isUsed = true;
      if (!refusal) return request.parameters;
      occurred(`request_uri ${refusal}`);
      return undefined;
    },
  };
}

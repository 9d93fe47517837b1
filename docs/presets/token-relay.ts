/** The client that is registered with the provider. */
export interface RelayedClient {
  clientId: string;
  /** The secret, which is only in the environment of the relay, never in the app. */
  clientSecret: string;
  redirectUri: string;
  /** The provider's token endpoint. */
  tokenEndpoint: string;
}

/**
 * The grants that the relay forwards, and the parameters that each grant needs (RFC 6749 §4.1.3 and §6, RFC 7636
 * §4.5). With another grant, such as `client_credentials`, the secret that the relay adds would be enough to get a
 * token.
 */
const PRESENTED: ReadonlyMap<string | null, readonly string[]> = new Map([
  ['authorization_code', ['code', 'code_verifier', 'redirect_uri']],
  ['refresh_token', ['refresh_token']],
]);

/** The longest form that the relay reads, in octets. A form with a code or a token is shorter. */
const LONGEST_FORM = 65_536;

/**
 * Adds the client secret that a provider requires but that a page cannot keep. Serve the relay at the app's own
 * origin, in any runtime with `fetch`.
 *
 * A caller needs a code with its verifier, or a refresh token. The relay accepts only requests from the app's own
 * pages, for the registered redirect URI, so that another app cannot use it.
 *
 * @returns the provider's response; 400, 401, 403 or 413 for a request that is not from the app; 502 without a
 * response of the provider. The returned function never rejects: in some runtimes, a rejection would end the process.
 */
export function createTokenRelay(
  { clientId, clientSecret, redirectUri, tokenEndpoint }: RelayedClient,
  send: (request: Request) => Promise<Response> = fetch,
): (request: Request) => Promise<Response> {
  async function relay(request: Request): Promise<Response> {
    if (request.headers.get('Origin') !== new URL(redirectUri).origin) return refuse(403, 'access_denied');
    const type = request.headers.get('Content-Type')?.split(';')[0];
    if (request.method !== 'POST' || type !== 'application/x-www-form-urlencoded') {
      return refuse(400, 'invalid_request');
    }
    const form = await readForm(request);
    if (!form) return refuse(413, 'invalid_request');
    if (form.get('client_id') !== clientId) return refuse(401, 'invalid_client');
    const grantType = form.get('grant_type');
    const presented = PRESENTED.get(grantType);
    if (!presented) return refuse(400, 'unsupported_grant_type');
    const forwarded = new URLSearchParams({ client_id: clientId, client_secret: clientSecret });
    for (const name of ['grant_type', ...presented]) {
      const [value, ...more] = form.getAll(name);
      if (!value || more.length > 0) return refuse(400, 'invalid_request');
      forwarded.set(name, value);
    }
    const isExchange = grantType === 'authorization_code';
    if (isExchange && form.get('redirect_uri') !== redirectUri) return refuse(400, 'invalid_grant');
    const response = await send(
      new Request(tokenEndpoint, {
        method: 'POST',
        // Without this header, GitHub's response is form-encoded.
        headers: { Accept: 'application/json' },
        body: forwarded,
        // A redirect would take the secret to another server. Cloudflare Workers have no mode `error`.
        redirect: 'manual',
      }),
    );
    const { status } = response;
    if (status >= 300 && status < 400) return refuse(502, 'temporarily_unavailable');
    return new Response(response.body, {
      status,
      headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
    });
  }
  return (request) => relay(request).catch(() => refuse(502, 'temporarily_unavailable'));
}

/** @returns `undefined` for a form that is too long. */
async function readForm({ body }: Request): Promise<URLSearchParams | undefined> {
  const reader = body?.getReader();
  const decoder = new TextDecoder();
  let text = '';
  let octets = 0;
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    octets += part.value.length;
    if (octets > LONGEST_FORM) {
      await reader?.cancel();
      return undefined;
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return new URLSearchParams(text + decoder.decode());
}

function refuse(status: number, error: string): Response {
  return Response.json({ error }, { status, headers: { 'Cache-Control': 'no-store' } });
}

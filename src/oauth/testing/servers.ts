import {
  RESOURCE_METADATA,
  RESOURCE_METADATA_URL,
  SERVER_METADATA,
  SERVER_METADATA_URL,
} from './documents.ts';
import { ISSUER, MCP, SERVER, TOKENS } from './examples.ts';
import type { Responder, SentRequest } from './platform.ts';

/** An MCP server and its authorization server that behave correctly, unless `routes` overrides a URL. */
export function testServers(routes: Record<string, Responder> = {}): Responder {
  const responders: Record<string, Responder> = {
    [MCP]: () =>
      new Response(null, {
        status: 401,
        headers: {
          'WWW-Authenticate': `Bearer resource_metadata="${RESOURCE_METADATA_URL}", scope="notes:read"`,
        },
      }),
    [RESOURCE_METADATA_URL]: () => Response.json(RESOURCE_METADATA),
    [SERVER_METADATA_URL]: () => Response.json(SERVER_METADATA),
    [SERVER.tokenEndpoint]: () => Response.json(TOKENS),
    [`${ISSUER}/revoke`]: () => new Response(null),
    ...routes,
  };
  return (request) => responders[request.url]?.(request) ?? new Response(null, { status: 404 });
}

/** The form of a request to the token or revocation endpoint. */
export const formOf = (request: SentRequest | undefined): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(request?.body));

/** The servers of {@link testServers}, except that `respond` handles each refresh at the token endpoint. */
export function refreshAnswering(respond: Responder, routes: Record<string, Responder> = {}): Responder {
  return testServers({
    [SERVER.tokenEndpoint]: (request) => (formOf(request).code ? Response.json(TOKENS) : respond(request)),
    ...routes,
  });
}

export const granting =
  (changes: object = {}): Responder =>
  () =>
    Response.json({ ...TOKENS, ...changes });

/** An OAuth error (RFC 6749 §5.2). */
export const refusing =
  (error: string, status = 400): Responder =>
  () =>
    Response.json({ error }, { status });

/** A server that the browser cannot reach, or whose response it hides. */
export const unreachable: Responder = () => {
  throw new TypeError('Failed to fetch');
};

/** A response that arrives when the test sends it. */
export function heldResponse(): { respond: Responder; send(response: Response): void } {
  let send: (response: Response) => void = () => {};
  const held = new Promise<Response>((resolve) => {
    send = resolve;
  });
  return { respond: () => held, send };
}

/** An ID token. The client does not check its signature (OpenID Connect Core §3.1.3.7). */
export function idToken(claims: object): string {
  const iat = 1_750_000_000;
  const all = { iss: ISSUER, aud: 'app', sub: 'ada', iat, exp: iat + 900, ...claims };
  return `e30.${Buffer.from(JSON.stringify(all)).toString('base64url')}.x`;
}

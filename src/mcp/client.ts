import {
  Client,
  type jsonSchemaValidator,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import type { Session } from '../oauth/index.ts';
import { boundedResponse } from './bounded-response.ts';
import { LIMITS } from './limits.ts';
import type { Questions } from './questions.ts';

type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** What the client needs of a session; a server that asks for no token is called without one. */
export type TokenSource = Pick<Session, 'accessToken' | 'refresh'>;

/**
 * Stands in for the SDK's validator of tool results. A schema of a server is a program of a server: a pattern such as
 * `^(a+)+$` or references that multiply would run here, on the page's only thread, for as long as they like. This app
 * shows a result as text and takes nothing else from it; one that computes with `structuredContent` has to look at
 * each member that it takes.
 */
const UNCHECKED: jsonSchemaValidator = {
  // `never` is every type that a caller may have expected of a schema nobody reads.
  getValidator: () => (input) => ({ valid: true, data: input as never, errorMessage: undefined }),
};

/**
 * Connects the official MCP client to a server with the tokens of a session. Both protocol eras are
 * negotiated (2026-07-28, else the one before). A 401 is answered with one refresh and one retry.
 *
 * @param session left out for a server that needs no sign-in.
 * @param questions where the server's questions go; without it the client says that it answers none.
 * @throws what the SDK throws; OAuthError when a refresh fails.
 */
export async function connectMcpClient(
  session: TokenSource | undefined,
  serverUrl: string,
  fetch: Fetch,
  questions?: Questions,
): Promise<Client> {
  // Which token a response answers: requests under way at the same time must not cause two refreshes.
  const sentWith = new WeakMap<Response, string>();
  const client = new Client(
    { name: 'PKCE Lab', version: '0.1.0' },
    {
      versionNegotiation: { mode: 'auto' },
      capabilities: questions ? { elicitation: { form: {} } } : {},
      jsonSchemaValidator: UNCHECKED,
    },
  );
  if (questions) client.setRequestHandler('elicitation/create', ({ params }) => questions.ask(params));
  await client.connect(
    new StreamableHTTPClientTransport(new URL(serverUrl), {
      ...(session && {
        authProvider: {
          token: () => session.accessToken(),
          async onUnauthorized({ response }) {
            await session.refresh(sentWith.get(response));
          },
        },
      }),
      // A server may ask to be called again at once, for ever, or after longer than a timer can count.
      reconnectionScheduler(reconnect, delayMs) {
        const { least, most } = LIMITS.reconnectionMs;
        const timer = setTimeout(reconnect, Math.min(Math.max(delayMs, least), most));
        return () => clearTimeout(timer);
      },
      async fetch(url, init) {
        const answer = await fetch(url, { ...init, credentials: 'omit', redirect: 'error' });
        const response = await boundedResponse(answer, requestIdOf(init?.body));
        const token = new Headers(init?.headers).get('Authorization')?.replace(/^Bearer /, '');
        if (token) sentWith.set(response, token);
        return response;
      },
    }),
  );
  return client;
}

/** The id of the request that the SDK sends; a notification has none, and neither has a request without a body. */
function requestIdOf(body: unknown): string | number | undefined {
  if (typeof body !== 'string') return undefined;
  const { id }: { id?: unknown } = Object(JSON.parse(body));
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}

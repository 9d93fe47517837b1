import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { Session } from '../oauth/index.ts';
import type { Questions } from './questions.ts';

type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** What the client needs of a session; a server that asks for no token is called without one. */
export type TokenSource = Pick<Session, 'accessToken' | 'refresh'>;

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
    { name: 'pkce-lab', version: '0.1.0' },
    { versionNegotiation: { mode: 'auto' }, capabilities: questions ? { elicitation: { form: {} } } : {} },
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
      async fetch(url, init) {
        const response = await fetch(url, { ...init, credentials: 'omit', redirect: 'error' });
        const token = new Headers(init?.headers).get('Authorization')?.replace(/^Bearer /, '');
        if (token) sentWith.set(response, token);
        return response;
      },
    }),
  );
  return client;
}

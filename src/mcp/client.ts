import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { Session } from '../oauth/index.ts';

type Fetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/**
 * Connects the official MCP client to a server with the tokens of a session. Both protocol eras are
 * negotiated (2026-07-28, else the one before). A 401 is answered with one refresh and one retry.
 *
 * @throws what the SDK throws; OAuthError when a refresh fails.
 */
export async function connectMcpClient(
  session: Pick<Session, 'accessToken' | 'refresh'>,
  serverUrl: string,
  fetch: Fetch,
): Promise<Client> {
  // Which token a response answers: requests under way at the same time must not cause two refreshes.
  const sentWith = new WeakMap<Response, string>();
  const client = new Client({ name: 'pkce-lab', version: '0.1.0' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(
    new StreamableHTTPClientTransport(new URL(serverUrl), {
      authProvider: {
        token: () => session.accessToken(),
        async onUnauthorized({ response }) {
          await session.refresh(sentWith.get(response));
        },
      },
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

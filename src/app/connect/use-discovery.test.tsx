// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { expect, it, vi } from 'vitest';
import { createSession } from '../../oauth/index.ts';
import { SessionProvider } from '../../oauth/react/SessionProvider.tsx';
import { SERVER_METADATA_URL } from '../../oauth/testing/documents.ts';
import { MCP } from '../../oauth/testing/examples.ts';
import { testPlatform } from '../../oauth/testing/platform.ts';
import { testServers } from '../../oauth/testing/servers.ts';
import { SETTINGS } from '../../oauth/testing/signing-in.ts';
import { McpContext } from '../mcp-context.ts';
import { ServerSessionsContext } from '../server-sessions.ts';
import { SignInTo } from './SignInTo.tsx';

it('a sign-in is not offered after a discovery that failed: it would use metadata that the page has not shown', async () => {
  const servers = testServers();
  let fails = false;
  const platform = testPlatform((request) =>
    fails && request.url === SERVER_METADATA_URL ? new Response(null, { status: 500 }) : servers(request),
  );
  const session = createSession({ ...SETTINGS, keepDiscovery: true }, platform);
  const page = document.createElement('div');
  const button = (name: string) =>
    [...page.querySelectorAll('button')].find((each) => each.textContent === name);
  createRoot(page).render(
    <QueryClientProvider client={new QueryClient()}>
      <ServerSessionsContext value={{ platform, identification: SETTINGS, sessionOf: () => session }}>
        <McpContext value={{ serverUrl: MCP, fetch: async () => new Response() }}>
          <SessionProvider session={session}>
            <SignInTo serverUrl={MCP} challenge={undefined} returnTo={() => '/'} />
          </SessionProvider>
        </McpContext>
      </ServerSessionsContext>
    </QueryClientProvider>,
  );
  await vi.waitFor(() => expect(button('Sign in')).toBeDefined());
  fails = true;
  button('Look again')?.click();
  await vi.waitFor(() => expect(page.textContent).toContain('unexpected_status'));
  expect(button('Sign in')).toBeUndefined();
});

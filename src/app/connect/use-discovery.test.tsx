// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { describe, expect, it, vi } from 'vitest';
import { type BearerChallenge, createSession } from '../../oauth/index.ts';
import { SessionProvider } from '../../oauth/react/SessionProvider.tsx';
import { RESOURCE_METADATA, SERVER_METADATA, SERVER_METADATA_URL } from '../../oauth/testing/documents.ts';
import { MCP } from '../../oauth/testing/examples.ts';
import { testPlatform } from '../../oauth/testing/platform.ts';
import { requestOf } from '../../oauth/testing/requests.ts';
import { testServers } from '../../oauth/testing/servers.ts';
import { SETTINGS } from '../../oauth/testing/signing-in.ts';
import { accept } from '../accepted.ts';
import { McpContext } from '../mcp-context.ts';
import { ServerSessionsContext } from '../server-sessions.ts';
import { SignInTo } from './SignInTo.tsx';

const ADMIN_METADATA_URL = 'https://mcp.example/admin';

/** A page with a discovery for each of the challenges. `fail` makes the metadata of the servers unreadable. */
function open(challenges: readonly (BearerChallenge | undefined)[], query = '') {
  const authorization_endpoint = SERVER_METADATA.authorization_endpoint + query;
  const servers = testServers({
    [SERVER_METADATA_URL]: () => Response.json({ ...SERVER_METADATA, authorization_endpoint }),
    [ADMIN_METADATA_URL]: () => Response.json({ ...RESOURCE_METADATA, scopes_supported: ['admin'] }),
  });
  let fails = false;
  let hangs = false;
  const platform = testPlatform((request) => {
    if (hangs) return new Promise<Response>(() => {});
    return fails && request.url === SERVER_METADATA_URL
      ? new Response(null, { status: 500 })
      : servers(request);
  });
  const session = createSession({ ...SETTINGS, keepDiscovery: true }, platform);
  const page = document.createElement('div');
  const root = createRoot(page);
  const queries = new QueryClient();
  const show = (shown: number) =>
    root.render(
      <QueryClientProvider client={queries}>
        <ServerSessionsContext value={{ platform, identification: SETTINGS, sessionOf: () => session }}>
          <McpContext value={{ serverUrl: MCP, fetch: async () => new Response() }}>
            <SessionProvider session={session}>
              {challenges.slice(0, shown).map((challenge) => (
                <SignInTo
                  key={challenge?.resourceMetadata ?? MCP}
                  serverUrl={MCP}
                  challenge={challenge}
                  returnTo={() => '/'}
                />
              ))}
            </SessionProvider>
          </McpContext>
        </ServerSessionsContext>
      </QueryClientProvider>,
    );
  show(1);
  return {
    platform,
    session,
    page,
    root,
    show,
    hang: () => {
      hangs = true;
    },
    fail: () => {
      fails = true;
    },
    buttons: (name: string) =>
      [...page.querySelectorAll('button')].filter((each) => each.textContent === name),
  };
}

it('the page offers no sign-in after a failed discovery, because the sign-in would use metadata that the page has not shown', async () => {
  const { page, buttons, fail } = open([undefined]);
  await vi.waitFor(() => expect(buttons('Sign in')).toHaveLength(1), 30_000);
  fail();
  buttons('Look again')[0]?.click();
  await vi.waitFor(() => expect(page.textContent).toContain('unexpected_status'), 30_000);
  expect(buttons('Sign in')).toEqual([]);
});

it('the page shows each scope that a sign-in requests, and the query of the sign-in page', async () => {
  const scopes = Array.from({ length: 100 }, (_, index) => `${index}:`.padEnd(256, 'x'));
  const query = `?audience=${'a'.repeat(7_000)}&authorization_details=all`;
  const { page, buttons } = open([{ scopes }], query);
  await vi.waitFor(() => expect(buttons('Sign in')).toHaveLength(1), 30_000);
  for (const shown of [query, scopes.join(' ')]) expect(page.textContent).toContain(shown);
});

it('a discovery is aborted when the user leaves its page', async () => {
  const { platform, root, hang, buttons } = open([undefined]);
  await vi.waitFor(() => expect(buttons('Look again')).toHaveLength(1), 30_000);
  hang();
  platform.requests.length = 0;
  buttons('Look again')[0]?.click();
  await vi.waitFor(() => expect(platform.requests).toHaveLength(1), 30_000);
  expect(platform.requests[0]?.init.signal?.aborted).toBe(false);
  root.unmount();
  await vi.waitFor(() => expect(platform.requests[0]?.init.signal?.aborted).toBe(true), 30_000);
});

describe('a sign-in beside another discovery of the same server', () => {
  const challenges = [undefined, { scopes: [], resourceMetadata: ADMIN_METADATA_URL }];

  it('uses the metadata that the page shows beside the button of this sign-in, even if the other discovery has failed', async () => {
    const { platform, page, show, buttons, fail } = open(challenges);
    await vi.waitFor(() => expect(buttons('Sign in')).toHaveLength(1), 30_000);
    fail();
    show(2);
    await vi.waitFor(() => expect(page.textContent).toContain('unexpected_status'), 30_000);
    platform.requests.length = 0;
    buttons('Sign in')[0]?.click();
    await vi.waitFor(() => expect(platform.navigations).toHaveLength(1), 30_000);
    expect(platform.requests).toEqual([]);
  });

  it('does not start after the user has chosen another authorization server: the page discovers the server again', async () => {
    const { platform, session, buttons } = open([undefined]);
    await vi.waitFor(() => expect(buttons('Sign in')).toHaveLength(1), 30_000);
    platform.requests.length = 0;
    accept(platform.tab, MCP, { authorizationServer: 'https://other.example' });
    buttons('Sign in')[0]?.click();
    await vi.waitFor(() => expect(platform.requests).not.toEqual([]), 30_000);
    expect(session.getSnapshot().status).toBe('signed-out');
  });

  it('does not start after the other discovery has succeeded: the page discovers the server again', async () => {
    const { platform, page, show, buttons } = open(challenges);
    await vi.waitFor(() => expect(buttons('Sign in')).toHaveLength(1), 30_000);
    show(2);
    await vi.waitFor(() => expect(buttons('Sign in')).toHaveLength(2), 30_000);
    expect(page.textContent).toContain('admin');
    platform.requests.length = 0;
    buttons('Sign in')[0]?.click();
    await vi.waitFor(() => expect(platform.requests).not.toEqual([]), 30_000);
    await vi.waitFor(() => expect(buttons('Sign in')).toHaveLength(2), 30_000);
    expect(platform.navigations).toEqual([]);
    buttons('Sign in')[0]?.click();
    await vi.waitFor(() => expect(platform.navigations).toHaveLength(1), 30_000);
    expect(requestOf(platform).get('scope')).not.toContain('admin');
  });
});

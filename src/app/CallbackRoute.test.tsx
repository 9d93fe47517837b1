// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { MemoryRouter, useLocation } from 'react-router-dom';
import { afterEach, expect, it, vi } from 'vitest';
import { createSession } from '../oauth/index.ts';
import { SessionProvider } from '../oauth/react/SessionProvider.tsx';
import { testPlatform } from '../oauth/testing/platform.ts';
import { testServers } from '../oauth/testing/servers.ts';
import { SETTINGS } from '../oauth/testing/signing-in.ts';
import { CallbackRoute } from './CallbackRoute.tsx';

// The code of the next page, which this page only preloads.
vi.mock('./load-pages.ts', () => ({ loadToolsPage: async () => {}, loadQueries: async () => {} }));

const Place = () => useLocation().pathname;

afterEach(() => vi.unstubAllGlobals());

it.each([
  ['/connect?server=https%3A%2F%2Fother.example%2Fmcp', 'Back to the page of this server', '/connect', 0],
  ['/tools/whoami', 'Sign in again', '/callback', 1],
])(
  'a callback without a response offers a sign-in only if the page to return to uses the session of the callback: %s',
  async (returnTo, label, place, signIns) => {
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
    const platform = testPlatform(testServers(), { url: SETTINGS.redirectUri });
    platform.tab.setItem('oauth:return-to', JSON.stringify({ returnTo }));
    const container = document.createElement('div');
    const root = createRoot(container);
    await act(async () =>
      root.render(
        <MemoryRouter initialEntries={['/callback']}>
          <SessionProvider session={createSession(SETTINGS, platform)}>
            <CallbackRoute startAt="/tools" />
          </SessionProvider>
          <output>
            <Place />
          </output>
        </MemoryRouter>,
      ),
    );
    const button = container.querySelector('button');
    expect(button?.textContent).toBe(label);
    await act(async () => button?.click());
    await vi.waitFor(() => expect(platform.navigations).toHaveLength(signIns), 30_000);
    expect(container.querySelector('output')?.textContent).toBe(place);
    await act(async () => root.unmount());
  },
);

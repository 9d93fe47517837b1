// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it, vi } from 'vitest';
import type { Session } from '../index.ts';
import { SessionProvider } from './SessionProvider.tsx';
import { SignInAutomatically } from './SignInAutomatically.tsx';
import { serverSession } from './server-session.ts';

it('each page of a signed-out user starts one sign-in, which returns to that page or to `returnTo`; the fourth page within half a minute starts no sign-in', async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  const signIn = vi.fn(async (..._: Parameters<Session['signIn']>) => {});
  const open = (returnTo?: string) =>
    act(async () =>
      createRoot(document.createElement('div')).render(
        <SessionProvider session={{ ...serverSession, signIn }}>
          <SignInAutomatically returnTo={returnTo} otherwise={() => 'signed out'}>
            {() => 'signed in'}
          </SignInAutomatically>
        </SessionProvider>,
      ),
    );
  history.replaceState(null, '', '/app/tools?tab=2#top');
  for (const returnTo of [undefined, '/tools', '/notes', '/connect']) await open(returnTo);
  expect(signIn.mock.calls).toEqual([
    ['/app/tools?tab=2#top', undefined],
    ['/tools', undefined],
    ['/notes', undefined],
  ]);
});

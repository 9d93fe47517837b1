// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it, vi } from 'vitest';
import { SessionProvider } from './SessionProvider.tsx';
import { SignInAutomatically } from './SignInAutomatically.tsx';
import { serverSession } from './server-session.ts';

it('each page of a signed-out user starts one sign-in, but the fourth page within half a minute starts no sign-in', async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  const signIn = vi.fn(async () => {});
  const open = () =>
    act(async () =>
      createRoot(document.createElement('div')).render(
        <SessionProvider session={{ ...serverSession, signIn }}>
          <SignInAutomatically otherwise={() => 'signed out'}>{() => 'signed in'}</SignInAutomatically>
        </SessionProvider>,
      ),
    );
  for (const starts of [1, 2, 3, 3]) {
    await open();
    expect(signIn).toHaveBeenCalledTimes(starts);
  }
});

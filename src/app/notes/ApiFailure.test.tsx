// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it, vi } from 'vitest';
import { OAuthError, type Postponement, type SessionState } from '../../oauth/index.ts';
import { SessionProvider } from '../../oauth/react/SessionProvider.tsx';
import { serverSession } from '../../oauth/react/server-session.ts';
import { ApiFailure } from './ApiFailure.tsx';
import { ApiError } from './notes-api.ts';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

const GRANT = { issuer: 'https://login.example', clientId: 'this-app', scopes: [], refreshable: true };

async function shown(status: number, postponed?: Postponement): Promise<string> {
  const page = document.createElement('div');
  const state: SessionState = { status: 'signed-in', grant: GRANT, postponed };
  await act(() =>
    createRoot(page).render(
      <SessionProvider session={{ ...serverSession, getSnapshot: () => state }}>
        <ApiFailure
          error={new ApiError(status, 'No.')}
          api="https://api.example"
          what="reading"
          interrupt={() => '/notes'}
        />
      </SessionProvider>,
    ),
  );
  return page.textContent;
}

it('the page names the audience settings if the API refuses a token with 401, but not if the API responds with 403', async () => {
  for (const setting of ['VITE_RESOURCE', 'VITE_AUTHORIZATION_PARAMETERS', 'VITE_SCOPES']) {
    expect(await shown(401)).toContain(setting);
  }
  expect(await shown(403)).toContain('No.');
  expect(await shown(403)).not.toContain('VITE_');
});

it('the page does not blame the audience for a token that could not be renewed', async () => {
  const text = await shown(401, { error: new OAuthError('unreachable'), retryAtMs: 0 });
  expect(text).toContain('The API refused the access token');
  expect(text).not.toContain('audience');
});

it('the page calls only a status from 400 to 499 a refusal', async () => {
  expect(await shown(403)).toContain('The API refused');
  expect(await shown(500)).not.toContain('refused');
});

import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import type { Grant } from '../oauth/index.ts';
import { SessionProvider } from '../oauth/react/SessionProvider.tsx';
import { SessionPanel } from './SessionPanel.tsx';
import { signedInSession } from './testing/signed-in.ts';

const WITHOUT_REFRESH_TOKEN = 'a reload asks the authorization server again, or signs you out';

async function panelFor(changes: Partial<Grant>): Promise<string> {
  const session = await signedInSession(() => Response.json({}), {});
  const state = session.getSnapshot();
  if (state.status !== 'signed-in') throw new Error(`The session is ${state.status}.`);
  return renderToStaticMarkup(
    <SessionProvider session={session} restore={false}>
      <SessionPanel grant={{ ...state.grant, ...changes }} who="unknown" />
    </SessionProvider>,
  );
}

it('the session panel shows `who` in place of a name if there is no ID token', async () =>
  expect(await panelFor({ identity: undefined })).toContain('>unknown<'));

it('the session panel says what a reload does only if the session has no refresh token', async () => {
  expect(await panelFor({ refreshable: false })).toContain(WITHOUT_REFRESH_TOKEN);
  expect(await panelFor({ refreshable: true })).not.toContain(WITHOUT_REFRESH_TOKEN);
});

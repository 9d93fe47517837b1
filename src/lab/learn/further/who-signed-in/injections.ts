import type { Machine } from '../../../machine/machine.ts';
import type { Run } from '../../../machine/run/run.ts';
import { tokenRequest } from '../../../machine/run/token-request.ts';
import { personNamed } from '../../../machine/run/user-agent.ts';
import { openedAuthorization } from '../../../machine/wire/opened-authorization.ts';
import type { Middleware } from '../../../machine/wire/recorder.ts';
import { newestTokens } from '../../chapters/evidence.ts';
import type { Binding } from './bindings.ts';

/** Replaces the ID token in each token response on its way to the client, once `bring` has given another ID token. */
function replaceIdToken(): { middleware: Middleware; bring(idToken: string): void } {
  let brought: string | undefined;
  return {
    bring(idToken) {
      brought = idToken;
    },
    middleware: (next) => async (url, init) => {
      const response = await next(url, init);
      if (brought === undefined || !response.ok || !new URL(url).pathname.endsWith('/token')) return response;
      const tokens: object = Object(await response.json());
      return new Response(JSON.stringify({ ...tokens, id_token: brought }), response);
    },
  };
}

export const newestIdToken = ({ log }: Run): string => String(newestTokens(log.getSnapshot()).id_token);

/**
 * Signs in, and replaces the ID token with the ID token of an earlier sign-in that has ended.
 *
 * @throws OAuthError as the client does.
 */
export async function replayEarlier(machine: Machine): Promise<void> {
  const { middleware, bring } = replaceIdToken();
  const run = machine.start({ middleware: [middleware] });
  await run.signIn();
  bring(newestIdToken(run));
  // Without a sign-out, the client would drop the new sign-in, and go on with the earlier session.
  await run.session()?.signOut();
  await run.signIn();
}

/**
 * Signs in, and replaces the ID token. The other ID token was issued to the attacker's own app. It names the same
 * person, and has the nonce that the attacker read in the address. @throws OAuthError as the client does.
 */
export async function bringFromOtherApp(machine: Machine): Promise<void> {
  const { middleware, bring } = replaceIdToken();
  const run = machine.start({ middleware: [middleware] });
  const sent = machine.log.getSnapshot().length;
  const callbackUrl = await run.authorize();
  const nonce = openedAuthorization(machine.log.getSnapshot().slice(sent))?.searchParams.get('nonce') ?? '';
  const app = run.appOfAttacker();
  const response = await app.authorize({
    request({ searchParams }) {
      searchParams.set('client_id', 'other-app');
      searchParams.set('nonce', nonce);
    },
  });
  await app.send(tokenRequest(app, response, { client_id: 'other-app' }), 'attacker');
  bring(newestIdToken(run));
  await run.openCallback(callbackUrl);
}

/**
 * Puts the victim's code into the response of the attacker's own sign-in, and calls a tool. @throws OAuthError as the
 * client does.
 */
export async function injectCode(machine: Machine, { policy, tampering }: Binding): Promise<void> {
  const victim = machine.start({ policy, person: personNamed('ada') });
  const stolen = new URL(await victim.authorize(tampering)).searchParams.get('code') ?? '';
  const attacker = victim.clientOfAttacker();
  await attacker.signIn({ ...tampering, response: ({ searchParams }) => searchParams.set('code', stolen) });
  await attacker.callTool('whoami');
}

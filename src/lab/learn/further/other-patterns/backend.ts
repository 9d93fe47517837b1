import type { RegisteredClient } from '../../../../mocks/authorization-server/store.ts';
import type { Machine } from '../../../machine/machine.ts';
import type { Run } from '../../../machine/run/run.ts';
import { tokenRequest } from '../../../machine/run/token-request.ts';
import {
  membersOf,
  responseOf,
  type WireMessage,
  type WireResponse,
} from '../../../machine/wire/exchange.ts';
import { mcpRequests } from '../../chapters/evidence.ts';

const SECRET = 'kept-by-the-backend';

/** The backend as a client: a confidential client, with the redirect URI of the app. */
export const backendClient = (redirectUri: string): RegisteredClient => ({
  clientId: 'this-backend',
  clientName: 'This app',
  redirectUris: [redirectUri],
  postLogoutRedirectUris: [],
  grantTypes: ['authorization_code', 'refresh_token'],
  tokenEndpointAuthMethod: 'client_secret_basic',
  clientSecret: SECRET,
});

/** A page in front of a backend. The page has a cookie, which scripts cannot read. */
export interface PageOfBackend {
  /** Any script of the page may call this function, because the browser adds the cookie. */
  call(tool: string): Promise<void>;
}

/**
 * Signs in through a backend (RFC 10017 §6.1): the client is a server with a secret, which keeps the tokens and gives
 * the page a cookie. Here, the lane of the client shows the backend, and the lane of the browser shows the page.
 */
export async function signInThroughBackend(machine: Machine, run: Run): Promise<PageOfBackend> {
  const response = await run.authorize({
    request: ({ searchParams }) => searchParams.set('client_id', 'this-backend'),
  });
  const request = tokenRequest(run, response, { client_id: 'this-backend' });
  // The backend, and not the page, keeps what a client keeps.
  for (const area of [run.storage, run.shared]) {
    for (const key of area.getSnapshot().keys()) area.removeItem(key);
  }
  const authorization = `Basic ${btoa(`this-backend:${SECRET}`)}`;
  const granted = await run.send({ ...request, headers: { ...request.headers, authorization } });
  const tokens = membersOf({ body: await granted.text() });
  const cookie = `__Host-session=${crypto.randomUUID()}`;

  async function respond({ headers, body }: WireMessage): Promise<WireResponse> {
    if (headers.cookie !== cookie) return { status: 401, headers: {}, body: '' };
    const { tool } = membersOf({ body });
    await run.callTool(String(tool), {}, String(tokens.access_token));
    const called = mcpRequests(machine.log.getSnapshot(), 'tools/call').at(-1);
    return (called && responseOf(called)) ?? { status: 502, headers: {}, body: '' };
  }

  return {
    async call(tool) {
      const message: WireMessage = {
        method: 'POST',
        url: `${run.origin}/backend/call`,
        headers: { 'content-type': 'application/json', cookie },
        body: JSON.stringify({ tool }),
      };
      const { log, gate } = machine;
      const atMs = Date.now();
      // The lab adds the cookie here: a browser would add it later, where no script can see it.
      const id = log.open({
        atMs,
        from: 'browser',
        to: 'client',
        channel: 'back',
        request: message,
        outcome: { kind: 'held' },
      });
      const passed = await gate.pass(id, message);
      if (passed === 'dropped') {
        log.update(id, { outcome: { kind: 'dropped' } });
        return;
      }
      log.update(id, { request: passed, outcome: { kind: 'waiting' } });
      const given = await respond(passed);
      log.update(id, { outcome: { kind: 'answered', response: given, tookMs: Date.now() - atMs } });
    },
  };
}

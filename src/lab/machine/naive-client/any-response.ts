import type { Run } from '../run/run.ts';
import { formMessage } from '../run/token-request.ts';

/**
 * WRONG: every code that arrives at the callback is redeemed.
 * Right, in `src/oauth/authorization-response.ts`: the record of this `state` is taken, and without one
 * nothing is sent.
 *
 * @returns the access token, if the server gave one.
 */
export async function redeemAnyResponse(run: Run, callbackUrl: string): Promise<string | undefined> {
  const request = formMessage(`${run.issuer}/token`, {
    grant_type: 'authorization_code',
    code: new URL(callbackUrl).searchParams.get('code') ?? '',
    redirect_uri: `${run.origin}/callback`,
    client_id: 'this-app',
  });
  const { access_token: token }: { access_token?: unknown } = Object(await (await run.send(request)).json());
  return typeof token === 'string' ? token : undefined;
}

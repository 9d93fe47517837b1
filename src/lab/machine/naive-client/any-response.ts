import { sendWithKey } from '../run/attackers-proof.ts';
import type { Run } from '../run/run.ts';
import { formMessage } from '../run/token-request.ts';
import { membersOf } from '../wire/exchange.ts';

/**
 * WRONG: every code that arrives at the callback is redeemed. Right, in `src/oauth/authorization-response.ts`: the
 * client reads the record of this `state`, and sends nothing if there is no record.
 *
 * @param key the key of the client, if tokens are bound to it.
 * @returns the access token, if the server gave one.
 */
export async function redeemAnyResponse(
  run: Run,
  callbackUrl: string,
  key?: CryptoKeyPair,
): Promise<string | undefined> {
  const { access_token: token } = await redeem(run, callbackUrl, key);
  return typeof token === 'string' ? token : undefined;
}

/**
 * WRONG: every code is redeemed, but tokens are used only with an ID token for this sign-in. Right, in
 * `src/oauth/id-token.ts`: the same check, after the check of the state.
 *
 * @param nonce the nonce in the authorization request of this browser, if the request had one.
 * @param key the key of the client, if tokens are bound to it.
 */
export async function redeemForNonce(
  run: Run,
  callbackUrl: string,
  nonce: string | undefined,
  key?: CryptoKeyPair,
): Promise<string | undefined> {
  const { access_token: token, id_token: idToken } = await redeem(run, callbackUrl, key);
  const named = typeof idToken === 'string' ? nonceOf(idToken) : undefined;
  const own = nonce !== undefined && named === nonce;
  return own && typeof token === 'string' ? token : undefined;
}

async function redeem(
  run: Run,
  callbackUrl: string,
  key: CryptoKeyPair | undefined,
): Promise<Record<string, unknown>> {
  const request = formMessage(`${run.issuer}/token`, {
    grant_type: 'authorization_code',
    code: new URL(callbackUrl).searchParams.get('code') ?? '',
    redirect_uri: `${run.origin}/callback`,
    client_id: 'this-app',
  });
  const response = key ? await sendWithKey(run, key, request, { as: 'client' }) : await run.send(request);
  return membersOf({ body: await response.text() });
}

function nonceOf(idToken: string): unknown {
  const payload = idToken.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? '';
  return membersOf({ body: atob(payload) }).nonce;
}

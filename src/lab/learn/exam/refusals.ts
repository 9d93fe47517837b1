import type { Rejection } from '../../../mocks/authorization-server/rejections.ts';
import type { Run } from '../../machine/run/run.ts';
import { otherServerUrl } from '../../machine/run/servers.ts';
import { formMessage, refreshRequest, tokenForm, tokenRequest } from '../../machine/run/token-request.ts';
import { membersOf } from '../../machine/wire/exchange.ts';

/** A sign-in in which one thing is wrong, and the rule by which the server has to refuse it. */
export interface RefusalCase {
  reason: Rejection['reason'];
  play(run: Run): Promise<void>;
}

/** A code verifier that belongs to no challenge of the run. */
const anotherVerifier = (): string =>
  [...crypto.getRandomValues(new Uint8Array(43))].map((octet) => (octet % 36).toString(36)).join('');

/** Signs in up to the token request, and changes parameters of this request. */
const exchangedWith =
  (changes: (run: Run) => Record<string, string>) =>
  async (run: Run): Promise<void> => {
    const callbackUrl = await run.authorize();
    await run.send(tokenRequest(run, callbackUrl, changes(run)));
  };

/** Signs in with a changed authorization request, which the server refuses on its own page or with a redirect. */
const openedWith =
  (change: (parameters: URLSearchParams) => void) =>
  async (run: Run): Promise<void> => {
    // The client or the browser stops at the refusal. The log has the response of the server.
    await run.authorize({ request: ({ searchParams }) => change(searchParams) }).catch(() => {});
  };

/** Signs in, and sends refresh requests with the refresh token of this sign-in. */
const refreshedWith =
  (changes: readonly Record<string, string>[]) =>
  async (run: Run): Promise<void> => {
    const form = tokenForm(run, await run.authorize());
    const response = await run.send(formMessage(`${run.issuer}/token`, form));
    const { refresh_token } = membersOf({ body: await response.text() });
    for (const change of changes) await run.send(refreshRequest(run, String(refresh_token), change));
  };

/** The refusals of the exam. The engine plays each of them, and the server decides. */
export const REFUSALS: readonly RefusalCase[] = [
  {
    reason: 'code_verifier does not match',
    play: exchangedWith(() => ({ code_verifier: anotherVerifier() })),
  },
  { reason: 'missing code_verifier', play: exchangedWith(() => ({ code_verifier: '' })) },
  {
    reason: 'malformed code_verifier',
    play: exchangedWith(() => ({ code_verifier: anotherVerifier().slice(1) })),
  },
  { reason: 'code of another client', play: exchangedWith(() => ({ client_id: 'other-app' })) },
  {
    reason: 'redirect_uri changed',
    play: exchangedWith(({ origin }) => ({ redirect_uri: `${origin}/callback/` })),
  },
  {
    reason: 'resource not granted',
    play: exchangedWith(({ origin }) => ({ resource: otherServerUrl(origin) })),
  },
  {
    reason: 'code used before',
    async play(run) {
      const request = tokenRequest(run, await run.authorize());
      await run.send(request);
      await run.send(request);
    },
  },
  { reason: 'refresh token used before', play: refreshedWith([{}, {}]) },
  // The other app may only exchange codes.
  { reason: 'grant_type not registered', play: refreshedWith([{ client_id: 'other-app' }]) },
  { reason: 'scope not granted', play: refreshedWith([{ scope: 'openid notes:write admin' }]) },
  { reason: 'missing code_challenge', play: openedWith((parameters) => parameters.delete('code_challenge')) },
  {
    reason: 'unsupported code_challenge_method',
    play: openedWith((parameters) => parameters.set('code_challenge_method', 'plain')),
  },
  {
    reason: 'malformed code_challenge',
    play: openedWith((parameters) =>
      parameters.set('code_challenge', `${(parameters.get('code_challenge') ?? '').slice(0, 42)}=`),
    ),
  },
  {
    reason: 'unregistered redirect_uri',
    play: openedWith((parameters) => parameters.set('redirect_uri', `${parameters.get('redirect_uri')}2`)),
  },
];

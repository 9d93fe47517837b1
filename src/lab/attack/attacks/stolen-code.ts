import { generateProofKey } from '../../../oauth/dpop-proof.ts';
import { dpopErrorOf, sendWithKey } from '../../machine/run/attackers-proof.ts';
import type { Run } from '../../machine/run/run.ts';
import { formMessage, type TokenForm } from '../../machine/run/token-request.ts';
import {
  type Actor,
  type Exchange,
  membersOf,
  responseOf,
  type WireMessage,
} from '../../machine/wire/exchange.ts';
import { toolCall } from '../crafting/request-template.ts';
import type { Notebook } from './notebook.ts';

/** The subjects of the accounts at the server. */
export const VICTIM = 'person-1';
const ATTACKER = 'person-2';

/** Finds a tool result that `from` got, with the data of `subject`. */
export function toolResponse(log: readonly Exchange[], from: Actor, subject: string): Exchange | undefined {
  return log.find((exchange) => {
    const response = exchange.from === from && exchange.to === 'MCP server' && responseOf(exchange);
    return response && response.status === 200 && response.body.includes(subject);
  });
}

/** Finds the exchange in which the attacker reads the data of the victim. */
export const actsAsVictim = (log: readonly Exchange[]) => toolResponse(log, 'attacker', VICTIM);

/** Finds the exchange in which the victim works in the account of the attacker. */
export const worksForAttacker = (log: readonly Exchange[]) => toolResponse(log, 'client', ATTACKER);

/** The attacker redeems a code and uses the token. For a proof, the attacker signs with a new key. */
export async function redeem(run: Run, form: TokenForm, notebook: Notebook): Promise<void> {
  const filled = { redirect_uri: `${run.origin}/callback`, client_id: 'this-app', ...form };
  const request = formMessage(`${run.issuer}/token`, filled);
  const unproven = await run.send(request, 'attacker');
  const key = (await dpopErrorOf(unproven)) ? await generateProofKey() : undefined;
  const response = key ? await sendWithKey(run, key, request) : unproven;
  const { access_token: token } = membersOf({ body: await response.text() });
  if (typeof token !== 'string') return;
  notebook.holds('an access token of the victim', token);
  if (key) await sendWithKey(run, key, whoami(run), { accessToken: token });
  else await run.attacker().callTool('whoami', {}, token);
}

/** Calls `whoami`, which names the owner of the token. @param token absent if the token is added with a proof. */
export const whoami = (run: Run, token = ''): WireMessage =>
  toolCall(run).message([
    ['access_token', token],
    ['tool', 'whoami'],
  ]);

/**
 * Calls as the attacker with a token of the victim: first with only the token. If the server refuses this call, the
 * attacker tries each copied proof, and then a proof by a key of their own.
 *
 * @param proofs the victim's proofs, copied with the token.
 */
export async function presentStolen(run: Run, token: string, proofs: readonly string[] = []): Promise<void> {
  const alone = await run.send(whoami(run, token), 'attacker');
  if (alone.ok) return;
  const { headers, ...call } = whoami(run);
  for (const dpop of proofs) {
    await run.send({ ...call, headers: { ...headers, authorization: `DPoP ${token}`, dpop } }, 'attacker');
  }
  await sendWithKey(run, await generateProofKey(), { ...call, headers }, { accessToken: token });
}

/** What the attacker sees if the MCP server refuses, and no log contains the reason. */
export const TOKEN_REFUSED = 'The MCP server refused the token.';

/** Removes the key from the attacker's own request, so that the server binds the code to no key. */
export const withoutKey = ({ searchParams }: URL): void => searchParams.delete('dpop_jkt');

export const codeIn = (callbackUrl: string): string => new URL(callbackUrl).searchParams.get('code') ?? '';

/** Returns the parameters of the newest authorization request, which the attacker sees in the front channel. */
export function seenRequest({ log }: Run): URLSearchParams {
  const opened = log.getSnapshot().findLast(({ to }) => to === 'browser');
  return opened ? new URL(opened.request.url).searchParams : new URLSearchParams();
}

import type { Run } from '../../machine/run/run.ts';
import { formMessage, type TokenForm } from '../../machine/run/token-request.ts';
import { type Actor, type Exchange, membersOf, responseOf } from '../../machine/wire/exchange.ts';
import type { Notebook } from './notebook.ts';

/** The subjects of the accounts at the server. */
export const VICTIM = 'person-1';
export const ATTACKER = 'person-2';

/** Finds a tool result for `from` with the data of `subject`. */
export function toolResponse(log: readonly Exchange[], from: Actor, subject: string): Exchange | undefined {
  return log.find((exchange) => {
    const response = exchange.from === from && exchange.to === 'MCP server' && responseOf(exchange);
    return response && response.status === 200 && response.body.includes(subject);
  });
}

/** The attacker reads the data of the victim. */
export const actsAsVictim = (log: readonly Exchange[]) => toolResponse(log, 'attacker', VICTIM);

/** The victim works in the account of the attacker. */
export const worksForAttacker = (log: readonly Exchange[]) => toolResponse(log, 'client', ATTACKER);

/** Sends a token request as the attacker, and uses the access token. */
export async function redeem(run: Run, form: TokenForm, notebook: Notebook): Promise<void> {
  const filled = { redirect_uri: `${run.origin}/callback`, client_id: 'this-app', ...form };
  const response = await run.send(formMessage(`${run.issuer}/token`, filled), 'attacker');
  const { access_token: token } = membersOf({ status: 0, headers: {}, body: await response.text() });
  if (typeof token !== 'string') return;
  notebook.holds('an access token of the victim', token);
  await run.attacker().callTool('whoami', {}, token);
}

export const codeIn = (callbackUrl: string): string => new URL(callbackUrl).searchParams.get('code') ?? '';

/** Returns the authorization request, which is visible in the front channel. */
export function seenRequest({ log }: Run): URLSearchParams {
  const opened = log.getSnapshot().findLast(({ to }) => to === 'browser');
  return opened ? new URL(opened.request.url).searchParams : new URLSearchParams();
}

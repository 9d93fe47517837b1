import type { Run } from '../../machine/run/run.ts';
import { formMessage, type TokenForm } from '../../machine/run/token-request.ts';
import { type Actor, answerOf, type Exchange, membersOf } from '../../machine/wire/exchange.ts';
import type { Notebook } from './notebook.ts';

/** Whose account an exchange acted in, by the subjects that the server gives out. */
export const VICTIM = 'person-1';
export const ATTACKER = 'person-2';

/** A tool that answered somebody with the data of `subject`. */
export function toolAnswered(log: readonly Exchange[], from: Actor, subject: string): Exchange | undefined {
  return log.find((exchange) => {
    const answer = exchange.from === from && exchange.to === 'MCP server' && answerOf(exchange);
    return answer && answer.status === 200 && answer.body.includes(subject);
  });
}

/** The attacker reads the victim's data with a token of the victim's. */
export const actsAsVictim = (log: readonly Exchange[]) => toolAnswered(log, 'attacker', VICTIM);

/** The victim works in the attacker's account, and leaves things there. */
export const worksForAttacker = (log: readonly Exchange[]) => toolAnswered(log, 'client', ATTACKER);

/** Sends a token request from the attacker's machine, and uses what it buys. */
export async function redeem(run: Run, form: TokenForm, notebook: Notebook): Promise<void> {
  const filled = { redirect_uri: `${run.origin}/callback`, client_id: 'this-app', ...form };
  const response = await run.send(formMessage(`${run.issuer}/token`, filled), 'attacker');
  const { access_token: token } = membersOf({ status: 0, headers: {}, body: await response.text() });
  if (typeof token !== 'string') return;
  notebook.holds('an access token of the victim', token);
  await run.attacker().callTool('whoami', {}, token);
}

export const codeIn = (callbackUrl: string): string => new URL(callbackUrl).searchParams.get('code') ?? '';

/** Where the client sent the browser, as whoever reads the front channel sees it. */
export function seenRequest({ log }: Run): URLSearchParams {
  const opened = log.getSnapshot().findLast(({ to }) => to === 'browser');
  return opened ? new URL(opened.request.url).searchParams : new URLSearchParams();
}

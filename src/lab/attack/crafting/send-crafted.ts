import type { Run } from '../../machine/run/run.ts';
import { COUNTERFEIT } from '../../machine/run/server-of.ts';
import { personNamed, RefusedAtServer, signInAtServer } from '../../machine/run/user-agent.ts';
import { membersOf, type WireMessage } from '../../machine/wire/exchange.ts';
import type { Notebook } from '../attacks/notebook.ts';
import type { RequestTemplate } from './request-template.ts';

/** Sends a message that the learner wrote, and notes what the attacker gets. Does not throw for a refusal. */
export async function sendCrafted(
  run: Run,
  { sentBy }: RequestTemplate,
  message: WireMessage,
  notebook: Notebook,
): Promise<void> {
  if (sentBy === 'victim') return openLink(run, message.url, notebook);
  const response = await run.send(message, 'attacker');
  const number = run.log.getSnapshot().at(-1)?.id;
  const location = response.headers.get('Location');
  if (location) noteCode(location, notebook, `from message ${number}`);
  const members = membersOf({ body: await response.text() });
  for (const name of ['access_token', 'refresh_token']) {
    const value = members[name];
    if (typeof value === 'string') notebook.holds(`${name} from message ${number}`, value);
  }
}

/** Ada signs in at the link and allows it. The attacker gets the code only at an attacker's page. */
async function openLink(run: Run, url: string, notebook: Notebook): Promise<void> {
  const opened = await run.open('browser', url);
  try {
    const landed = await signInAtServer(run.networkFor('browser', 'front'), opened, personNamed('ada'));
    const toAttacker = new URL(landed).pathname.startsWith(`${COUNTERFEIT}/`);
    const address = await run.open(toAttacker ? 'attacker' : 'client', landed);
    if (toAttacker) noteCode(address, notebook, `at your page, message ${run.log.getSnapshot().at(-1)?.id}`);
  } catch (error) {
    if (!(error instanceof RefusedAtServer)) throw error;
  }
}

function noteCode(address: string, notebook: Notebook, where: string): void {
  const code = URL.canParse(address) ? new URL(address).searchParams.get('code') : null;
  if (code) notebook.holds(`code ${where}`, code);
}

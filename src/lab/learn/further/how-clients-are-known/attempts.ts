import type { Machine } from '../../../machine/machine.ts';
import type { Run } from '../../../machine/run/run.ts';
import { RefusedAtServer } from '../../../machine/run/user-agent.ts';
import { membersOf } from '../../../machine/wire/exchange.ts';
import { SHOWN } from './chapter.ts';
import { COPIED_DOCUMENT, ELSEWHERE, NAME, OWN_DOCUMENT, SERVER_FOR_ALL, type Way } from './ways.ts';

/** Starts a run whose server accepts clients of each kind. */
const startWith = (machine: Machine, way?: Way): Run =>
  machine.start({ ...SERVER_FOR_ALL, ...(way && { identification: way.identification }) });

/** Signs in as a client that the server knows in this way, and calls a tool. */
export async function signInBy(machine: Machine, way: Way): Promise<Run> {
  const run = startWith(machine, way);
  await run.signIn();
  await run.callTool('whoami');
  return run;
}

/** Requests a code at an address of the attacker, as a client that the server knows in this way. */
export async function redirectElsewhere(machine: Machine, way: Way): Promise<Run> {
  const run = startWith(machine, way);
  try {
    await run.authorize({ request: ({ searchParams }) => searchParams.set('redirect_uri', ELSEWHERE) });
  } catch (error) {
    // The report already shows that the server refused.
    if (!(error instanceof RefusedAtServer)) throw error;
  }
  return run;
}

/** Opens the attacker's link as a person would. The link leads to the server's page for the attacker's client. */
async function openPage(run: Run, clientId: string, redirectUri: string): Promise<void> {
  const request = new URL(`${run.issuer}/authorize`);
  const parameters = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: 'notes:read',
    resource: run.resource,
    state: 'of-the-attacker',
    // The challenge of RFC 7636, appendix B.
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) request.searchParams.set(name, value);
  await run.networkFor('browser', 'front')(request.href, { method: 'GET' });
}

/** An attempt of the attacker to pass for the honest client. */
export interface Attempt {
  name: string;
  shows: string;
  play(run: Run): Promise<void>;
}

export const REGISTER: Attempt = {
  name: 'Register under the same name',
  shows: SHOWN.sameName,
  async play(run) {
    const metadata = { client_name: NAME, redirect_uris: [ELSEWHERE], token_endpoint_auth_method: 'none' };
    const response = await run.send(
      {
        method: 'POST',
        url: `${run.issuer}/register`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(metadata),
      },
      'attacker',
    );
    const { client_id } = membersOf({ body: await response.text() });
    await openPage(run, String(client_id), ELSEWHERE);
  },
};
export const COPY: Attempt = {
  name: 'Copy the document to another address',
  shows: SHOWN.copy,
  play: (run) => openPage(run, COPIED_DOCUMENT, `${run.origin}/callback`),
};
export const OWN: Attempt = {
  name: 'Write a document with the same name',
  shows: SHOWN.ownDocument,
  play: (run) => openPage(run, OWN_DOCUMENT, ELSEWHERE),
};
export const INVENT: Attempt = {
  name: 'Make up a client ID',
  shows: SHOWN.madeUp,
  play: (run) => openPage(run, 'this-app-2', ELSEWHERE),
};

export const ATTEMPTS: readonly Attempt[] = [REGISTER, COPY, OWN, INVENT];

export async function attempt(machine: Machine, { play }: Attempt): Promise<void> {
  await play(startWith(machine));
}

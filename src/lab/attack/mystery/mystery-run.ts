import { computeCodeChallenge, createCodeVerifier } from '../../../oauth/index.ts';
import { createMachine, type Machine } from '../../machine/machine.ts';
import { createRun, type Run } from '../../machine/run/run.ts';
import { otherServerUrl } from '../../machine/run/servers.ts';
import { randomBytes } from '../../machine/run/tab-platform.ts';
import { personNamed } from '../../machine/run/user-agent.ts';
import { type Exchange, responseOf, type WireMessage } from '../../machine/wire/exchange.ts';
import { createNotebook, type Note, type Notebook } from '../attacks/notebook.ts';
import { drawFrom } from '../crafting/draw.ts';
import {
  formTemplate,
  type RequestTemplate,
  refreshRequest,
  tokenRequest,
  toolCall,
} from '../crafting/request-template.ts';
import { sendCrafted } from '../crafting/send-crafted.ts';
import { type MysteryDefence, mysteryDefences } from './defences.ts';

/** The learner's choice of a defence, and whether the given message shows that it is missing. */
export interface Accusation {
  named: MysteryDefence;
  missing: MysteryDefence;
  /** The number of the message. */
  evidence: number;
  /** Whether the learner chose the right defence, and a message shows that this defence is missing. */
  proven: boolean;
}

/** A server that lacks one defence, and an account there. */
export interface MysteryRun {
  machine: Machine;
  notebook: Notebook;
  /** The requests, filled in with the newest values. */
  templates(notes: readonly Note[]): readonly RequestTemplate[];
  send(template: RequestTemplate, message: WireMessage): Promise<void>;
  /** The number of messages that got a response. */
  sent(log: readonly Exchange[]): number;
  /** Judges the choice of a defence by the given message. */
  judge(log: readonly Exchange[], named: MysteryDefence, evidence: number): Accusation;
}

export function missingAt(seed: number): MysteryDefence {
  const missing = mysteryDefences[drawFrom(seed, 'mystery')(mysteryDefences.length)];
  if (!missing) throw new Error('The list of defences is empty.');
  return missing;
}

/** @param strict if true, the server lacks no defence. */
export async function beginMystery(
  seed: number,
  { origin, paceMs, strict = false }: { origin: string; paceMs?: () => number; strict?: boolean },
): Promise<MysteryRun> {
  const machine = createMachine({ origin, createRun, ...(paceMs && { paceMs }) });
  const missing = missingAt(seed);
  const run = machine.start(strict ? {} : missing.without);
  const notebook = createNotebook();
  const verifier = createCodeVerifier({ randomBytes });
  const challenge = await computeCodeChallenge(verifier);
  notebook.knows('client_id of another app', 'other-app');
  notebook.knows('resource of another MCP server', otherServerUrl(origin));
  notebook.holds('code_verifier of your sign-in', verifier);
  notebook.knows('code_challenge of your sign-in', challenge);
  return {
    machine,
    notebook,
    templates: (notes) => palette(run, notes, { verifier, challenge }),
    send: (template, message) => machine.inTurn(() => sendCrafted(run, template, message, notebook)),
    sent: (log) => log.filter((exchange) => responseOf(exchange)).length,
    judge(log, named, evidence) {
      const exchange = log.find(({ id }) => id === evidence);
      const shown = exchange !== undefined && missing.shownBy(exchange, log);
      return { named, missing, evidence, proven: named === missing && shown };
    },
  };
}

function palette(
  run: Run,
  notes: readonly Note[],
  { verifier, challenge }: { verifier: string; challenge: string },
): readonly RequestTemplate[] {
  const newest = (name: string) => notes.findLast(({ what }) => what.startsWith(`${name} from`))?.value ?? '';
  const redirectUri = `${run.origin}/callback`;
  return [
    authorizationRequest(run, redirectUri, challenge),
    tokenRequest(run, [
      ['code', newest('code')],
      ['code_verifier', verifier],
      ['client_id', 'this-app'],
      ['redirect_uri', redirectUri],
      ['resource', ''],
    ]),
    refreshRequest(run, [
      ['refresh_token', newest('refresh_token')],
      ['client_id', 'this-app'],
    ]),
    withToken(toolCall(run), newest('access_token')),
  ];
}

/** The authorization request in one message, as the browser posts it after sign-in and consent. */
function authorizationRequest(
  { issuer, resource }: Run,
  redirectUri: string,
  challenge: string,
): RequestTemplate {
  const form = formTemplate(`${issuer}/authorize`, {
    label: 'Authorization request',
    about: 'POST /authorize, sent after you, Mallory, signed in and allowed access',
    parameters: [
      ['response_type', 'code'],
      ['client_id', 'this-app'],
      ['redirect_uri', redirectUri],
      ['scope', 'notes:read offline_access'],
      ['resource', resource],
      ['state', 'a-state-of-yours'],
      ['code_challenge', challenge],
      ['code_challenge_method', 'S256'],
    ],
  });
  const { username, password } = personNamed('mallory');
  return {
    ...form,
    message: (parameters) =>
      form.message([
        ...parameters,
        ['username', username],
        ['password', password],
        ['decision', 'approve'],
        ['granted_scope', parameters.find(([name]) => name === 'scope')?.[1] ?? ''],
      ]),
  };
}

const withToken = (template: RequestTemplate, token: string): RequestTemplate => ({
  ...template,
  parameters: template.parameters.map(([name, value]) => [name, name === 'access_token' ? token : value]),
});

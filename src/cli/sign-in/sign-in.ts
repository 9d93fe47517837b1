import { documentAt, type Evidence, hasPageOrigin, textOf } from '../../lab/check/engine/evidence.ts';
import { AUDIENCE_CONSENT } from '../../lab/check/engine/probes/consent.ts';
import { dpopConsent } from '../../lab/check/engine/probes/dpop/consent.ts';
import { registerClient } from '../../lab/check/engine/probes/register-client.ts';
import { type ProbeSettings, probeSettings } from '../../lab/check/engine/probes/requests.ts';
import { trustNeeded } from '../../lab/check/engine/probes/trust.ts';
import type { ReportClient } from '../../lab/check/engine/report-client.ts';
import type { Trust } from '../../lab/check/engine/trust.ts';
import type { CheckOptions } from '../check/options.ts';
import type { OpenListener } from './listener.ts';
import { NoSignIn } from './no-sign-in.ts';
import { unguessablePath } from './probes.ts';

/** The person at the terminal, if there is one. */
export interface Consent {
  confirm(question: string): Promise<boolean | undefined>;
  /** Prints a text before a question. */
  say(text: string): void;
}

/** Whether a page can run the probes: whether it can find the servers, and read the responses of the token endpoint. */
export function canPageProbe(page: Evidence): boolean {
  const { tokenEndpoint } = page;
  const readable = tokenEndpoint?.outcome === 'answered' || hasPageOrigin(page, tokenEndpoint?.url);
  return (
    readable && typeof probeSettings({ ...page, clientId: 'any', accepted: trustNeeded(page) }) !== 'string'
  );
}

/**
 * Asks for consent, and finds or registers the client for the probes.
 *
 * @returns the settings of the probes, and the evidence with the client in it. If the server registered another
 * redirect URI, `ifUnanswered` says why the sign-in may get no response.
 * @throws NoSignIn.
 */
export async function prepareSignIn(
  before: Evidence,
  {
    options,
    client,
    consent,
    openListener,
  }: { options: CheckOptions; client: ReportClient; consent: Consent; openListener: OpenListener },
): Promise<{
  evidence: Evidence;
  settings: ProbeSettings;
  ifUnanswered?: string;
  /** Deletes the client that was registered for the probes. */
  deleteClient?: () => Promise<unknown>;
}> {
  const possible = probeSettings({ ...before, clientId: 'any', accepted: trustNeeded(before) });
  if (typeof possible === 'string') throw new NoSignIn(possible);
  const accepted = await acceptedTrust(trustNeeded(before), options, consent);
  await agree(possible, options, consent, [registrationConsent(before, options), dpopConsent(before)]);
  const redirectUri = await chooseRedirectUri(options, openListener);
  const withUri = { ...before, redirectUri, accepted };
  const {
    clientId,
    insteadOfUri = undefined,
    deleteClient = undefined,
  } = options.clientId === undefined ? await register(client, withUri) : { clientId: options.clientId };
  const isRegistered = options.clientId === undefined;
  const evidence = { ...withUri, clientId, ...(isRegistered && { isRegistered }) };
  const settings = probeSettings(evidence);
  if (typeof settings === 'string') throw new NoSignIn(settings);
  return {
    evidence,
    ...(deleteClient && { deleteClient }),
    ...(insteadOfUri !== undefined && {
      ifUnanswered: `At the registration, the server replaced the redirect URI ${redirectUri} with ${insteadOfUri}, so it may refuse the sign-in.`,
    }),
    settings: {
      ...settings,
      ...(options.scope !== undefined && { scope: options.scope }),
      ...(options.resource !== undefined && { resource: options.resource }),
    },
  };
}

/** Asks whether the code may go to an origin, and whether the token may be valid for a resource. Names them. */
async function acceptedTrust(needed: Trust, options: CheckOptions, consent: Consent): Promise<Trust> {
  const wanted = [
    [needed.tokenOrigin, 'The code goes to {}, which is not the origin of the sign-in.'],
    [needed.resource, 'The token is valid for {}, which covers more than this server.'],
  ] as const;
  for (const [value, sentence] of wanted) {
    if (value === undefined || options.accepted.includes(value)) continue;
    const says = sentence.replace('{}', value);
    if (!(await consent.confirm(`${says} Accept that?`))) {
      throw new NoSignIn(`${says} It was not accepted: add --accept ${shellWord(value)}.`);
    }
  }
  return needed;
}

/** Quotes one word for a POSIX shell: a server's URL may contain `$(` and `;`, and people paste it. */
const shellWord = (text: string): string =>
  /^[\w.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

async function agree(
  {
    serverUrl,
    authorizationEndpoint,
    pushedRequestEndpoint,
    tokenEndpoint,
    revocationEndpoint,
  }: ProbeSettings,
  { yes }: CheckOptions,
  consent: Consent,
  more: readonly (string | undefined)[],
): Promise<void> {
  const hosts = [
    ...new Set(
      [serverUrl, authorizationEndpoint, pushedRequestEndpoint ?? tokenEndpoint, tokenEndpoint].map(
        (url) => new URL(url).host,
      ),
    ),
  ];
  consent.say(
    `The probes sign in with your account, once each. They also send requests that a good server refuses; most of these requests are sent twice. These requests go to ${hosts.join(', ')}, and appear in the logs there. In response, some servers also end other sessions of the account. ${AUDIENCE_CONSENT} ${aboutRevocation(revocationEndpoint)}`,
  );
  for (const text of more) if (text !== undefined) consent.say(text);
  if (yes) return;
  const agreed = await consent.confirm('Run the probes?');
  if (agreed) return;
  throw new NoSignIn(
    agreed === undefined
      ? 'The probes need your agreement, and there is no terminal to ask at: add --yes.'
      : 'You did not agree to the probes.',
  );
}

/** If the probes register a client, says that this client may stay at the server. */
function registrationConsent(before: Evidence, { clientId }: CheckOptions): string | undefined {
  const endpoint = textOf(documentAt(before.serverLocations), 'registration_endpoint');
  if (clientId !== undefined || endpoint === undefined || !URL.canParse(endpoint)) return undefined;
  return `The check registers a new client at ${new URL(endpoint).host}, and deletes it afterwards if the server offers that (RFC 7592). To use a client that exists, add --client-id.`;
}

function aboutRevocation(endpoint: string | undefined): string {
  return endpoint === undefined
    ? 'There is no revocation endpoint to use: the tokens stay in memory, and are valid until they expire.'
    : `Tokens stay in memory. When a probe ends, it revokes them at ${new URL(endpoint).host}.`;
}

const REGISTERED = 'http://127.0.0.1/callback';

/** The registered redirect URI of the user's client, or a free port and a path that no page can guess. */
async function chooseRedirectUri(options: CheckOptions, openListener: OpenListener): Promise<string> {
  const registered = options.clientId === undefined ? undefined : new URL(options.redirectUri ?? REGISTERED);
  if (registered?.port) return registered.href;
  const listener = await openListener({
    port: 0,
    path: registered?.pathname ?? unguessablePath(),
    ...(registered && { hostname: registered.hostname }),
  });
  listener.close();
  return listener.redirectUri;
}

async function register(client: ReportClient, evidence: Evidence) {
  try {
    return await registerClient(client, evidence, 'native');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new NoSignIn(
      `${why} Register a public client with the redirect URI ${REGISTERED}, and name it with --client-id.`,
      { cause: error },
    );
  }
}

import { isReadable } from '../../lab/check/engine/attempt.ts';
import { type AskedOrigin, documentAt, type Evidence } from '../../lab/check/engine/evidence.ts';
import { type ExaminationOptions, examine } from '../../lab/check/engine/examine.ts';
import { type Finding, findingsOf, obstacleOf, whyContradicted } from '../../lab/check/engine/findings.ts';
import type { NamedAddress } from '../../lab/check/engine/named-address.ts';
import { type ReportVerdict, verdictOf } from '../../lab/check/engine/verdict.ts';
import type { Exchange } from '../../lab/machine/wire/exchange.ts';
import { createWireLog } from '../../lab/machine/wire/wire-log.ts';
import { type AddressBook, resolvesNearer } from '../network/addresses.ts';
import { withHeadersFor } from '../network/extra-headers.ts';
import type { Send } from '../network/wire.ts';
import type { OpenListener } from '../sign-in/listener.ts';
import { NoSignIn } from '../sign-in/no-sign-in.ts';
import { askWithCookies, type ProbeRun, runProbes } from '../sign-in/probes.ts';
import { type Consent, canPageProbe, prepareSignIn } from '../sign-in/sign-in.ts';
import type { CheckOptions } from './options.ts';
import { isPartlyHidden, type SeenFinding, seenFindings } from './seen-findings.ts';
import { openClientView, openPageView, type View } from './views.ts';

/** What a check needs from the machine that it runs on. */
export interface CheckWorld {
  send: Send;
  book: AddressBook;
  /** Ends the check. The `reason` of the signal is a sentence. */
  signal: AbortSignal;
  /** Called with each address that the server names, before a request goes there. */
  onNamed(addresses: readonly NamedAddress[]): void;
  consent: Consent;
  openListener: OpenListener;
  /** Takes the user to the address of a sign-in. */
  visit: ProbeRun['visit'];
  schedule: ProbeRun['schedule'];
  /** Called with the number of messages so far. */
  onMessage(count: number): void;
}

export interface CheckResult {
  options: CheckOptions;
  evidence: Evidence;
  findings: readonly SeenFinding[];
  /** What a page can do with the server; with `--origin none`, what a client outside a browser can do. */
  verdict: ReportVerdict;
  /** What a client outside a browser can do, if it can do more than the page. */
  outsideBrowser?: ReportVerdict;
  /** Every origin that got a request, and who named it. */
  asked: readonly AskedOrigin[];
  log: readonly Exchange[];
  responded: boolean;
  untested: readonly string[];
}

/** The origin that the texts of rules use in a check for clients outside a browser. */
const PLACEHOLDER_ORIGIN = 'https://app.example';

/** Checks a server, and the servers that its metadata names, with the same requests as the Check screen. */
export async function runCheck(options: CheckOptions, world: CheckWorld): Promise<CheckResult> {
  const log = createWireLog();
  log.subscribe(() => world.onMessage(log.getSnapshot().length));
  const send = withHeadersFor(new URL(options.serverUrl).origin, options.headers, world.send);
  const viewOptions = { send, log, signal: world.signal };
  const named = new Set<string>();

  /** @param other what another client saw. Both clients have to test the same authorization server. */
  const look = ({ client }: View, other?: Evidence) => {
    const wanted: ExaminationOptions = {
      serverUrl: options.serverUrl,
      clientId: options.clientId ?? '',
      pageOrigin: options.origin ?? PLACEHOLDER_ORIGIN,
      redirectUri: options.redirectUri ?? 'http://127.0.0.1/callback',
      issuer: other && documentAt(other.serverLocations) ? other.issuer : undefined,
      nearerByDns: ({ url, namedAt }) => resolvesNearer(world.book, url, namedAt),
      async confirm(addresses) {
        const fresh = addresses.filter(({ url }) => !named.has(url));
        for (const { url } of fresh) named.add(url);
        if (fresh.length) world.onNamed(fresh);
        return true;
      },
    };
    return examine(client, wanted);
  };

  const pageView = options.origin === undefined ? undefined : openPageView(options.origin, viewOptions);
  const clientView = openClientView(viewOptions);
  let page = pageView && (await look(pageView));
  let client = !page || isPartlyHidden(page) ? await look(clientView, page) : undefined;

  const untested: string[] = [];
  if (options.signIn && !world.signal.aborted) {
    try {
      const byPage = page !== undefined && canPageProbe(page);
      if (!byPage) client ??= await look(clientView, page);
      const before = byPage ? page : client;
      if (!before) throw new Error('The check has evidence neither of a page nor of a client.');
      // The probes get a client that is registered from outside a browser, because a page cannot register everywhere.
      for (const { origin, namedBy } of before.asked) clientView.client.allow(origin, namedBy);
      const { openListener, consent } = world;
      const prepared = await prepareSignIn(before, {
        options,
        client: clientView.client,
        consent,
        openListener,
      });
      const { selection } = options;
      const run = { ...world, log, selection, settings: prepared.settings };
      const view = byPage && pageView ? pageView : clientView;
      const probing = runProbes(prepared.evidence, { ...run, client: view.client });
      const probed = await probing.finally(prepared.deleteClient);
      untested.push(...probed.untested);
      if (probed.untested.length && prepared.ifUnanswered) untested.push(prepared.ifUnanswered);
      if (view === pageView) page = probed.evidence;
      else {
        client = probed.evidence;
        if (page && pageView) page = await askWithCookies(page, client, { ...run, client: pageView.client });
      }
    } catch (error) {
      if (!(error instanceof NoSignIn)) throw error;
      // After an abort, this error is not the reason why the probes did not run: the reason is the end of the check.
      if (!world.signal.aborted) untested.push(error.message);
    }
  }
  const evidence = page ?? client;
  if (!evidence) throw new Error('The check has evidence neither of a page nor of a client.');

  const findings = seenFindings(page, client);
  const responded = isAnswered(client ?? evidence);
  const lists = options.selection.lists(findings);
  if (lists.some((list) => !list.length)) {
    untested.push(
      lists.length > 1
        ? 'One name in --only selects no rule about this server, for example because the server does not promise DPoP.'
        : 'No selected rule is about this server, for example because the server does not promise DPoP.',
    );
  }
  if (world.signal.aborted) untested.push(String(world.signal.reason));
  // If the check ended early, a response may still have been on its way.
  else if (!responded) untested.push(whyUnanswered(client ?? evidence));
  else untested.push(...whyUnclear(client ?? evidence, options.selection).map(client ? clientText : String));
  // A client outside a browser may see more than the page whose two looks contradict each other.
  const contradicted = page && whyContradicted(findingsOf(page).filter(options.selection.includes));
  if (!untested.length && contradicted !== undefined) untested.push(contradicted);
  const open = lists.find((list) => list.every(({ result }) => result === 'not testable'))?.[0];
  if (!untested.length && open?.result === 'not testable') {
    const which =
      lists.length > 1 ? `did not decide “${open.demands}”` : 'decided none of the selected rules';
    untested.push(`The check ${which}. ${open.reason}`);
  }
  return {
    options,
    evidence,
    findings,
    verdict: page ? verdictOf(page, findingsOf(page)) : aboutClient(verdictOf(evidence, findings)),
    ...(page && client && outsideBrowser(page, client)),
    asked: [...(page?.asked ?? []), ...(client?.asked ?? [])].filter(
      ({ origin }, at, all) => all.findIndex((other) => other.origin === origin) === at,
    ),
    log: log.getSnapshot(),
    responded,
    untested,
  };
}

/** Whether the server responded to any request. Without a response, no rule can be judged. */
const isAnswered = ({ challenge }: Evidence): boolean =>
  challenge !== undefined && ['answered', 'too large', 'redirected'].includes(challenge.outcome);

function whyUnanswered({ serverUrl, challenge }: Evidence): string {
  return challenge?.reason === undefined
    ? `${serverUrl} did not respond.`
    : `No response of ${serverUrl} could be read. ${challenge.reason}`;
}

/** A check can go on only if the server keeps these rules. */
const NEEDED = ['is-mcp-server', 'serves-or-asks', 'resource-metadata-found', 'server-metadata-found'];

/**
 * Why the check could not find out what a client can do; empty if the selected {@link NEEDED} rules are decided. A
 * broken `should` counts as undecided: if a server serves no call, it breaks no MUST, but no other rule can be tested.
 */
function whyUnclear(evidence: Evidence, selection: CheckOptions['selection']): string[] {
  const findings = findingsOf(evidence);
  const { usable, text } = verdictOf(evidence, findings);
  const isOpen = ({ result, severity }: Finding) =>
    result === 'not testable' || (result === 'fail' && severity === 'should');
  const isContradicted = (finding: Finding) => finding.result === 'not testable' && finding.isContradicted;
  const isAsked = findings.some(
    (finding) =>
      (isContradicted(finding) || (NEEDED.includes(finding.id) && isOpen(finding))) &&
      selection.includes(finding),
  );
  return ['unclear', 'none'].includes(usable) && isAsked ? [text] : [];
}

/** What a client outside a browser can do, if the page cannot do the same. */
function outsideBrowser(page: Evidence, client: Evidence) {
  const isSeen = page.challenge !== undefined && isReadable(page.challenge);
  if (isSeen && !obstacleOf(findingsOf(page), page) && documentAt(page.serverLocations)) return undefined;
  return { outsideBrowser: aboutClient(verdictOf(client, seenFindings(undefined, client))) };
}

/** A verdict in words about a client outside a browser. */
const aboutClient = ({ text, ...verdict }: ReportVerdict): ReportVerdict => ({
  ...verdict,
  text: clientText(text),
});

const clientText = (text: string): string =>
  text.replace(/^A page /, 'A client ').replace('This page ', 'This client ');

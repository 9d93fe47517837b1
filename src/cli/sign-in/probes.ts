import type { Evidence } from '../../lab/check/engine/evidence.ts';
import type { Finding } from '../../lab/check/engine/findings.ts';
import { findingsOf } from '../../lab/check/engine/findings.ts';
import { probeOf, probes, probesFor } from '../../lab/check/engine/probes/index.ts';
import type { Probe, ProbeEvidence } from '../../lab/check/engine/probes/probe.ts';
import { type ProbeSettings, probeSettings, unguessable } from '../../lab/check/engine/probes/requests.ts';
import { beginProbe, finishProbe, followProbe, withProbe } from '../../lab/check/engine/probes/run-probe.ts';
import { trustNeeded } from '../../lab/check/engine/probes/trust.ts';
import type { ReportClient } from '../../lab/check/engine/report-client.ts';
import { accessTokens } from '../../lab/check/engine/rules/access-tokens.ts';
import { LATER_CONTROL } from '../../lab/check/engine/rules/correct-requests.ts';
import { isLeftUnserved, rightCall } from '../../lab/check/engine/rules/served-call.ts';
import type { WireLog } from '../../lab/machine/wire/wire-log.ts';
import type { Selection } from '../check/selection.ts';
import type { OpenListener } from './listener.ts';
import { NoSignIn } from './no-sign-in.ts';

/** How long to wait for an authorization response. After this time, the probe ends without a response. */
const LONGEST_SIGN_IN_MS = 120_000;

/** Probes that run only if their rule is named: one waits ten minutes, the other ends on a page of the server. */
const BY_NAME = { 'late-code': 'late-code-refused', 'changed-redirect-uri': 'redirect-uri-exact' } as const;

export interface ProbeRun {
  client: ReportClient;
  log: WireLog;
  settings: ProbeSettings;
  selection: Selection;
  signal: AbortSignal;
  openListener: OpenListener;
  visit(probe: Probe, url: string): Promise<void>;
  schedule(callback: () => void, delayMs: number): () => void;
}

export interface ProbesRun {
  evidence: Evidence;
  untested: readonly string[];
}

/** Runs every probe that the selected rules need, and adds the results to the evidence. */
export async function runProbes(before: Evidence, run: ProbeRun): Promise<ProbesRun> {
  let evidence = before;
  for (const probe of selectedProbes(before, run.selection)) {
    if (run.signal.aborted) break;
    try {
      evidence = withProbe(evidence, probe, await runProbe(probe, run));
      // If the correct request gets no response, the other probes would get no response, either.
      if (probe.id === 'right-request' && evidence.probes[probe.id]?.status === 'no response') break;
    } catch (error) {
      if (!(error instanceof NoSignIn)) throw error;
      // The results of the earlier probes stay in the report.
      return { evidence, untested: [error.message] };
    }
  }
  return { evidence, untested: run.signal.aborted ? [] : whyUntested(before, evidence, run) };
}

/**
 * Why requested tests did not run although the probes ran, in sentences. Without these sentences, a check in which no
 * sign-in succeeded would end like a check of a good server. A probe with a deviating request does not count, because a
 * good server may answer such a request with a page of its own.
 */
function whyUntested(before: Evidence, after: Evidence, { selection }: ProbeRun): string[] {
  const unanswered = Object.entries(after.probes).flatMap(([id, { status, strayed }]) => {
    const probe = probes.find((each) => each.id === id);
    const isSilent = probe && !probe.request && !probe.staysHere && status === 'no response';
    const ignored = strayed ? ' A response without the state of the request was ignored.' : '';
    return isSilent
      ? [`The probe “${probe.title}” got no response.${ignored}${strayed ? '' : SEE_THE_PAGE}`]
      : [];
  });
  if (unanswered.length) return unanswered;
  const wanted = new Map(
    findingsOf(before)
      .filter((finding) => selection.includes(finding) && finding.id !== BY_NAME['changed-redirect-uri'])
      .map((finding) => [finding.id, awaitedBy(finding)]),
  );
  const ran = findingsOf(after).filter(({ id }) => wanted.get(id)?.some((probe) => after.probes[probe]));
  // A probe that needs no sign-in decides its rule even if the person did not sign in.
  const withSignIn = ran.filter(({ id }) => wanted.get(id)?.some((probe) => !probeOf(probe).staysHere));
  const tested = withSignIn.length ? withSignIn : ran;
  const withId = (...ids: string[]) => tested.filter(({ id }) => ids.includes(id));
  const call = rightCall(after);
  const isServed = !call || !isLeftUnserved(call);
  const atCalls = tested.filter(({ id }) => accessTokens.some((rule) => rule.id === id && !rule.forPages));
  return [
    ...whyUndecided(tested, 'none of the selected rules'),
    ...whyUndecided(withId('sign-in-works'), 'nothing about a correct sign-in'),
    ...whyUndecided(withId(...AT_EXCHANGE), 'none of the rules about the exchange of a code'),
    ...(isServed ? [] : whyUndecided(atCalls, 'none of the rules about calls with a token')),
    ...whyUndecided(
      tested.filter(({ group }) => group === 'dpop'),
      'none of the rules about DPoP',
    ),
  ].slice(0, 1);
}

const SEE_THE_PAGE =
  ' The page in the browser may say why: often the server does not know the client ID or the redirect URI.';

/** The rules that a server breaks or keeps only at a token request. */
const AT_EXCHANGE = ['wrong-verifier-refused', 'missing-verifier-refused', 'code-works-once'];

/** Why the probes decided nothing, in a sentence, if no rule is decided. */
function whyUndecided([first, ...others]: readonly Finding[], what: string): string[] {
  if (first?.result !== 'not testable' || others.some(({ result }) => result !== 'not testable')) return [];
  return [`The probes decided ${what}. ${first.reason}`];
}

/** Runs the probe with cookies. For this probe, the terminal acts as a page, because only a page has cookies. */
export async function askWithCookies(
  page: Evidence,
  { clientId, redirectUri }: Evidence,
  run: ProbeRun,
): Promise<Evidence> {
  const settings = probeSettings({ ...page, clientId, redirectUri, accepted: trustNeeded(page) });
  const probe = selectedProbes(page, run.selection).find(({ staysHere }) => staysHere);
  if (typeof settings === 'string' || !probe || run.signal.aborted) return page;
  return withProbe(page, probe, await runProbe(probe, { ...run, settings }));
}

function selectedProbes(evidence: Evidence, selection: Selection): readonly Probe[] {
  const needed = new Set(findingsOf(evidence).filter(selection.includes).flatMap(awaitedBy));
  // A refusal is evidence only if a correct request works before it and after it.
  if (needed.size) needed.add('right-request');
  const needsLater = ({ id, staysHere }: Probe) => id !== 'right-request' && !staysHere;
  if ([...needed].map(probeOf).some(needsLater)) needed.add(LATER_CONTROL);
  return probesFor(evidence).filter(({ id }) => {
    const rule = Object.entries(BY_NAME).find(([name]) => name === id)?.[1];
    return needed.has(id) && (rule === undefined || selection.names(rule));
  });
}

/** The further probes of rules that need several probes; the finding names only the first probe. */
const MORE_PROBES: Readonly<Record<string, readonly Probe['id'][]>> = {
  'audience-checked': ['wrong-resource', 'refresh'],
  'revocation-works': [LATER_CONTROL],
};

function awaitedBy(finding: Finding): Probe['id'][] {
  if (finding.result !== 'not testable' || finding.awaits === undefined) return [];
  return [finding.awaits, ...(MORE_PROBES[finding.id] ?? [])];
}

async function runProbe({ id }: Probe, run: ProbeRun): Promise<ProbeEvidence> {
  const { client, log, settings, signal } = run;
  const probe = probeOf(id);
  const options = { client, log, settings, wait: (ms: number) => wait(ms, run) };
  if (probe.staysHere) return followProbe(probe, { code: '', verifier: '' }, options);
  const { port, pathname, hostname } = new URL(settings.redirectUri);
  const listener = await run.openListener({ port: Number(port), path: pathname, hostname });
  const patience = new AbortController();
  try {
    const begun = await beginProbe(probe, options);
    if (begun.url === undefined) return begun.evidence;
    const seen = { strayed: false };
    const arriving = listener.responseTo(
      (state) => state === begun.record.state,
      () => {
        seen.strayed = true;
      },
    );
    await run.visit(probe, begun.url);
    const waiting = { ...run, signal: AbortSignal.any([signal, patience.signal]) };
    const ended = wait(LONGEST_SIGN_IN_MS, waiting).catch(() => undefined);
    const callback = await Promise.race([arriving, ended]);
    if (callback === undefined) {
      return {
        ...begun.evidence,
        status: signal.aborted ? 'stopped' : 'no response',
        ...(seen.strayed && { strayed: true as const }),
      };
    }
    const held = { verifier: begun.record.verifier, key: begun.key };
    return await finishProbe(probe, begun.evidence, held, callback, options);
  } finally {
    // A running timer would keep the process alive.
    patience.abort();
    listener.close();
  }
}

/** @throws Error when the check ends first. */
function wait(ms: number, { schedule, signal }: Pick<ProbeRun, 'schedule' | 'signal'>): Promise<undefined> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      cancel();
      reject(new Error('The check ended.'));
    };
    const cancel = schedule(() => {
      signal.removeEventListener('abort', stop);
      resolve(undefined);
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
}

/** A path that no page can guess, and so no page can call. */
export const unguessablePath = (): string => `/${unguessable()}`;

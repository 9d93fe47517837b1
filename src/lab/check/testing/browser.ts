import { createMemoryAuditLog } from '../../../mocks/audit-log.ts';
import type { Policy } from '../../../mocks/authorization-server/policy.ts';
import { createMemoryStore } from '../../../mocks/authorization-server/store.ts';
import { createMemoryNotes } from '../../../mocks/resource-server/notes.ts';
import { confine, createTestNetwork } from '../../../mocks/testing/network.ts';
import { createOfflineWorld } from '../../../mocks/world.ts';
import { RedirectedElsewhere } from '../../../oauth/confined-fetch.ts';
import { createGate } from '../../machine/debugger/gate.ts';
import { personNamed, RefusedAtServer, signInAtServer } from '../../machine/run/user-agent.ts';
import type { Network } from '../../machine/wire/recorder.ts';
import { createWireLog } from '../../machine/wire/wire-log.ts';
import type { Evidence } from '../engine/evidence.ts';
import { type ExaminationOptions, examine } from '../engine/examine.ts';
import { type Finding, findingsOf as judge } from '../engine/findings.ts';
import type { NamedAddress } from '../engine/named-address.ts';
import { probesFor } from '../engine/probes/index.ts';
import type { ProbeEvidence, ProbeId } from '../engine/probes/probe.ts';
import { probeSettings } from '../engine/probes/requests.ts';
import { beginProbe, finishProbe, followProbe, withProbe } from '../engine/probes/run-probe.ts';
import { trustNeeded } from '../engine/probes/trust.ts';
import { createReportClient } from '../engine/report-client.ts';
import type { Verdict } from '../engine/rules/rule.ts';
import { verdictOf } from '../engine/verdict.ts';

export const PAGE = 'https://app.example';
export const SERVER = 'https://mcp.example/mcp';
export const ISSUER = 'https://as.example/idp';

/** Changes a response on its way to the page, to act as a misconfigured server. */
export type Change = (request: Request, response: Response) => Response | Promise<Response>;

export interface TestServers {
  policy?: Partial<Policy>;
  checkAudience?: boolean;
  change?: Change;
  /** Responds in place of the servers; `undefined` passes the request to them. */
  instead?(request: Request): Response | undefined | Promise<Response | undefined>;
  /** Changes a request before the servers see it. */
  tamper?(request: Request): Promise<Request>;
}

/** A page at {@link PAGE}, two mock servers on other origins, and the CORS protocol between them. */
export function createTestBrowser({
  policy = {},
  checkAudience = true,
  change,
  instead,
  tamper,
}: TestServers = {}) {
  let aheadMs = 0;
  const world = createOfflineWorld({
    appUrl: PAGE,
    issuer: ISSUER,
    resource: SERVER,
    store: createMemoryStore(),
    auditLog: createMemoryAuditLog(),
    notes: createMemoryNotes(),
    now: () => Date.now() + aheadMs,
    random: (octets) => crypto.getRandomValues(new Uint8Array(octets)),
    policy,
    checkAudience,
  });
  const asked: string[] = [];
  const shown: NamedAddress[] = [];
  const withCookies: string[] = [];

  async function serve(request: Request): Promise<Response> {
    asked.push(request.url);
    const replaced = await instead?.(request.clone());
    const server = request.url.startsWith('https://mcp.example/')
      ? world.resourceServer
      : world.authorizationServer;
    const response =
      replaced ?? (await server.fetch(tamper ? await tamper(request.clone()) : request.clone()));
    return change ? change(request, response) : response;
  }

  const log = createWireLog();
  const stopping = new AbortController();
  const across = createTestNetwork(PAGE, serve);
  const network: Network = (url, init) => {
    if (init.credentials !== 'omit') withCookies.push(url);
    return across(url, init);
  };
  const confinedNetwork: Network = (url, init) => {
    const confined = confine(serve, () => new RedirectedElsewhere());
    return createTestNetwork(PAGE, confined)(url, init);
  };
  const client = createReportClient({
    network,
    confinedNetwork,
    log,
    gate: createGate(),
    signal: stopping.signal,
  });
  const frontChannel: Network = (url, { redirect: _, ...init }) => serve(new Request(url, init));

  const browser = {
    network,
    confinedNetwork,
    frontChannel,
    client,
    log,
    asked,
    /** The addresses that the person had to confirm. */
    shown,
    /** The URLs of the requests to which a browser would add cookies. */
    withCookies,
    stop: () => stopping.abort(),
    /** Advances the clock of the servers. */
    forward(ms: number): void {
      aheadMs += ms;
    },
    examine: (more: Partial<ExaminationOptions> = {}) =>
      examine(client, {
        serverUrl: SERVER,
        clientId: 'this-app',
        pageOrigin: PAGE,
        redirectUri: `${PAGE}/callback`,
        async confirm(addresses) {
          shown.push(...addresses);
          return true;
        },
        ...more,
      }),
    /** The broken rules after running every probe. */
    async brokenRules(): Promise<string[]> {
      const findings = findingsOf(await browser.probeAll(await browser.examine()));
      return findings.filter(({ result }) => result === 'fail').map(({ id }) => id);
    },
    /**
     * Runs every probe. The person accepts everything and signs in at the server each time, if the server allows it.
     */
    async probeAll(before: Evidence): Promise<Evidence> {
      let evidence = before;
      const settings = probeSettings({ ...before, accepted: trustNeeded(before) });
      if (typeof settings === 'string') return before;
      const wait = async (ms: number) => {
        aheadMs += ms;
      };
      const options = { client, log, settings, wait, now: () => Date.now() + aheadMs };
      for (const probe of probesFor(before)) {
        if (probe.staysHere) {
          const followed = await followProbe(probe, { code: '', verifier: '' }, options);
          evidence = withProbe(evidence, probe, followed);
          continue;
        }
        const begun = await beginProbe(probe, options);
        if (begun.url === undefined) {
          evidence = withProbe(evidence, probe, begun.evidence);
          continue;
        }
        const callback = await signInAtServer(frontChannel, begun.url, personNamed('ada')).catch(
          (error: unknown) => {
            if (error instanceof RefusedAtServer) return undefined;
            throw error;
          },
        );
        const ended =
          callback === undefined
            ? { ...begun.evidence, status: 'no response' as const, personSaw: 'refused' as const }
            : await finishProbe(
                probe,
                begun.evidence,
                { verifier: begun.record.verifier, key: begun.key },
                callback,
                options,
              );
        evidence = withProbe(evidence, probe, ended);
      }
      return evidence;
    },
  };
  return browser;
}

/** The evidence of the requests without a sign-in. */
export const examined = (servers?: TestServers): Promise<Evidence> => createTestBrowser(servers).examine();

/** The evidence after every probe. */
export async function probed(servers?: TestServers): Promise<Evidence> {
  const browser = createTestBrowser(servers);
  return browser.probeAll(await browser.examine());
}

/** The evidence, the findings and the verdict of a report without a sign-in. */
export async function examineServers(servers: TestServers, options?: Partial<ExaminationOptions>) {
  const browser = createTestBrowser(servers);
  const evidence = await browser.examine(options);
  return { evidence, asked: browser.asked, log: browser.log, ...reportOn(evidence) };
}

/** Requires that no text of a verdict is empty, lacks a value, or cries out. */
export function checkTexts(verdict: Verdict): void {
  const texts =
    verdict.result === 'fail'
      ? [verdict.saw, verdict.fix.say]
      : verdict.result === 'pass'
        ? [verdict.note]
        : [verdict.reason, verdict.personSaw];
  for (const text of texts) {
    if (text === undefined || correct.has(text)) continue;
    if (!SENTENCES.test(text.replace(/“[^”]+”/g, '“…”'))) throw new Error(`No sentence: ${text}`);
    correct.add(text);
  }
}
/** The sweep meets the same texts thousands of times. */
const correct = new Set<string>();
const SENTENCES = /^(?!.*(?:undefined|NaN|\[object|“”|!| [ .,]))\S.*\S$/su;

/** The findings, whose texts are sentences. */
export function findingsOf(evidence: Evidence): Finding[] {
  const findings = judge(evidence);
  findings.forEach(checkTexts);
  return findings;
}

/** The findings and the verdict of a report. */
export function reportOn(evidence: Evidence) {
  const findings = findingsOf(evidence);
  const finding = (id: string) => findings.find((each) => each.id === id);
  /** The verdict on a rule, if it has that result. */
  const verdictWith = <R extends Finding['result']>(result: R, id: string) =>
    findings.find(
      (each): each is Extract<Finding, { result: R }> => each.id === id && each.result === result,
    );
  return {
    findings,
    broken: findings.filter(({ result }) => result === 'fail').map(({ id }) => id),
    finding,
    saw: (id: string) => verdictWith('fail', id)?.saw,
    advice: (id: string) => verdictWith('fail', id)?.fix.say,
    fixCode: (id: string) => verdictWith('fail', id)?.fix.code,
    note: (id: string) => verdictWith('pass', id)?.note,
    reason: (id: string) => verdictWith('not testable', id)?.reason,
    verdict: verdictOf(evidence, findings),
  };
}

/** The evidence with other steps of a probe. */
export function withSteps(
  { probes, ...evidence }: Evidence,
  id: ProbeId,
  change: (steps: ProbeEvidence['steps']) => ProbeEvidence['steps'],
): Evidence {
  const probe = probes[id];
  if (!probe) throw new Error('The probe did not run.');
  return { ...evidence, probes: { ...probes, [id]: { ...probe, steps: change(probe.steps) } } };
}

/** The results of some rules, in the order of the report. */
export const resultsOf = (evidence: Evidence, ids: readonly string[]): string[] =>
  findingsOf(evidence).flatMap(({ id, result }) => (ids.includes(id) ? [`${id}: ${result}`] : []));

export const notTestable = (ids: readonly string[]): string[] => ids.map((id) => `${id}: not testable`);

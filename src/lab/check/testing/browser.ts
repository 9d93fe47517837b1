import { createMemoryAuditLog } from '../../../mocks/audit-log.ts';
import type { Policy } from '../../../mocks/authorization-server/policy.ts';
import { createMemoryStore } from '../../../mocks/authorization-server/store.ts';
import { createMemoryNotes } from '../../../mocks/resource-server/notes.ts';
import { confine, createTestNetwork } from '../../../mocks/testing/network.ts';
import { createOfflineWorld } from '../../../mocks/world.ts';
import { createGate } from '../../machine/debugger/gate.ts';
import { personNamed, RefusedAtServer, signInAtServer } from '../../machine/run/user-agent.ts';
import type { Network } from '../../machine/wire/recorder.ts';
import { createWireLog } from '../../machine/wire/wire-log.ts';
import { RedirectedElsewhere } from '../engine/confined-fetch.ts';
import type { Evidence } from '../engine/evidence.ts';
import { type Examination, examine } from '../engine/examine.ts';
import { findingsOf } from '../engine/findings.ts';
import type { NamedAddress } from '../engine/named-address.ts';
import { probes } from '../engine/probes/index.ts';
import { probeSettings } from '../engine/probes/requests.ts';
import { beginProbe, finishProbe, followProbe, withProbe } from '../engine/probes/run-probe.ts';
import { trustNeeded } from '../engine/probes/trust.ts';
import { createReportLine } from '../engine/report-line.ts';

export const PAGE = 'https://app.example';
export const SERVER = 'https://mcp.example/mcp';
export const ISSUER = 'https://as.example/idp';

/** Changes an answer on its way; what a server that is set up differently would send. */
export type Change = (request: Request, response: Response) => Response | Promise<Response>;

export interface TestServers {
  policy?: Partial<Policy>;
  checkAudience?: boolean;
  change?: Change;
  /** Answers in place of the servers. */
  instead?(request: Request): Response | undefined | Promise<Response | undefined>;
  /** Changes a request before the servers see it. */
  tamper?(request: Request): Promise<Request>;
}

/** A page at {@link PAGE}, the two mock servers on origins of their own, and the CORS protocol between them. */
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
  const line = createReportLine({
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
    line,
    log,
    asked,
    /** The addresses that the person was shown before they were asked. */
    shown,
    /** The addresses that were asked in a way that would send cookies along. */
    withCookies,
    stop: () => stopping.abort(),
    look: (more: Partial<Examination> = {}) =>
      examine(line, {
        serverUrl: SERVER,
        clientId: 'this-app',
        pageOrigin: PAGE,
        async confirm(addresses) {
          shown.push(...addresses);
          return true;
        },
        ...more,
      }),
    /** The rules that are broken, with every probe run. */
    async brokenRules(): Promise<string[]> {
      const findings = findingsOf(await browser.probeAll(await browser.look()));
      return findings.filter(({ result }) => result === 'fail').map(({ id }) => id);
    },
    /** Runs every probe, with the person accepting all, and signing in at the server each time, as far as it lets them. */
    async probeAll(before: Evidence): Promise<Evidence> {
      let evidence = before;
      const settings = probeSettings({ ...before, accepted: trustNeeded(before) });
      if (typeof settings === 'string') return before;
      const wait = async (ms: number) => {
        aheadMs += ms;
      };
      const options = { line, log, settings, wait };
      for (const probe of probes) {
        if (probe.staysHere) {
          const followed = await followProbe(probe, { code: '', verifier: '' }, options);
          evidence = withProbe(evidence, probe, followed);
          continue;
        }
        const begun = await beginProbe(probe, settings, log);
        const callback = await signInAtServer(frontChannel, begun.url, personNamed('ada')).catch(
          (error: unknown) => {
            if (error instanceof RefusedAtServer) return undefined;
            throw error;
          },
        );
        const ended =
          callback === undefined
            ? { ...begun.evidence, stage: 'no answer' as const, personSaw: 'refused' as const }
            : await finishProbe(probe, begun.evidence, begun.record, callback, options);
        evidence = withProbe(evidence, probe, ended);
      }
      return evidence;
    },
  };
  return browser;
}

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
import type { NamedAddress } from '../engine/named-address.ts';
import { probesFor } from '../engine/probes/index.ts';
import { probeSettings } from '../engine/probes/requests.ts';
import { beginProbe, finishProbe, followProbe, withProbe } from '../engine/probes/run-probe.ts';
import { trustNeeded } from '../engine/probes/trust.ts';
import { createReportClient } from '../engine/report-client.ts';

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
    return createTestNetwork(
      PAGE,
      confine(serve, () => new RedirectedElsewhere()),
    )(url, init);
  };
  const client = createReportClient({
    network,
    confinedNetwork,
    log,
    gate: createGate(),
    signal: stopping.signal,
  });
  /** Requires that the log names the server that got each message. */
  function checkServers(serverUrl: string): void {
    for (const { channel, to, request } of log.getSnapshot()) {
      const [url = ''] = request.url.split('?');
      const isMcp = [serverUrl, `${serverUrl}/`].includes(url) || url.includes('oauth-protected-resource');
      const isIssuer = url.startsWith(`${ISSUER}/`);
      const named = isMcp ? 'MCP server' : isIssuer ? 'authorization server' : to;
      if (channel === 'back' && to !== named) throw new Error(`“${to}” got ${request.url}.`);
    }
  }
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
    forward(ms: number): void {
      aheadMs += ms;
    },
    async examine(more: Partial<ExaminationOptions> = {}): Promise<Evidence> {
      const evidence = await examine(client, {
        serverUrl: SERVER,
        clientId: 'this-app',
        pageOrigin: PAGE,
        redirectUri: `${PAGE}/callback`,
        async confirm(addresses) {
          shown.push(...addresses);
          return true;
        },
        ...more,
      });
      checkServers(evidence.serverUrl);
      return evidence;
    },
    /** Runs every probe. The person accepts everything and signs in each time, if the server allows it. */
    async probeAll(before: Evidence): Promise<Evidence> {
      // The client of these servers is a public client.
      let evidence: Evidence = { ...before, isRegistered: true };
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
      checkServers(evidence.serverUrl);
      return evidence;
    },
  };
  return browser;
}

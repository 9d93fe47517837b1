import type { Platform } from '../../../oauth/index.ts';
import { createStore, type ReadableStore } from '../../../store.ts';
import type { Machine } from '../../machine/machine.ts';
import type { Network } from '../../machine/wire/recorder.ts';
import { isLoopback } from './address.ts';
import { confinedFetch } from './confined-fetch.ts';
import type { Evidence } from './evidence.ts';
import { type Examination, examine } from './examine.ts';
import { forgetReport, keepReport, keptReport } from './kept-report.ts';
import type { NamedAddress } from './named-address.ts';
import { forgetProbeRecords, saveProbeRecord, takeProbeAnswer } from './probe-record.ts';
import { probeOf, probes } from './probes/index.ts';
import type { PersonSaw, ProbeEvidence, ProbeId } from './probes/probe.ts';
import { registerClient } from './probes/register-client.ts';
import { probeSettings } from './probes/requests.ts';
import { beginProbe, type FinishOptions, finishProbe, followProbe, withProbe } from './probes/run-probe.ts';
import { createReportLine, type ReportLine } from './report-line.ts';
import type { Trust } from './trust.ts';

/** What the report is doing, and what it knows. */
export interface ReportState {
  doing: 'nothing' | 'looking' | 'probing' | 'registering';
  evidence?: Evidence | undefined;
  /** Addresses that wait for the person's word before anything is sent to them. */
  toConfirm?: readonly NamedAddress[] | undefined;
  /** Whether the person agreed to the live probes. */
  agreed: boolean;
  /** The probe under way. */
  probe?: ProbeId | undefined;
  /** The probe that was run last. */
  latest?: ProbeId | undefined;
  /** When the probe under way goes on, if it waits. */
  waitsUntilMs?: number | undefined;
  /** Whether this page was opened with its answer. */
  returned: boolean;
  /** Why something did not begin, in a sentence. */
  failure?: string | undefined;
}

export interface ServerReport extends ReadableStore<ReportState> {
  /** Looks at a server without an account. What went wrong is in the state. */
  look(serverUrl: string, clientId: string): Promise<void>;
  /** What the person says to the addresses of `toConfirm`. */
  confirmAddresses(confirmed: boolean): void;
  /** Registers this app at the authorization server, for the probes (RFC 7591). */
  register(): Promise<void>;
  /** The person agrees to the probes, with the client they are made as, and with what they take on trust. */
  agree(clientId: string, accepted?: Trust): void;
  /** Runs a probe: leaves the page for it, unless it stays here. */
  run(id: ProbeId): Promise<void>;
  /** Goes on with what this tab kept, and with the answer that this page was opened with. */
  resume(): Promise<void>;
  /** What the person saw at the server, where nothing came back. */
  tell(id: ProbeId, saw: PersonSaw): void;
  /** Ends whatever is under way; nothing more is sent. */
  stop(): void;
  /** Forgets the report, here and in the storage of this tab. */
  forget(): void;
}

export interface ServerReportOptions {
  machine: Machine;
  network: Network;
  /** See `confined-fetch.ts`. */
  confinedNetwork?: Network;
  pageOrigin: string;
  /** Where the report is kept over a redirect; absent where it never leaves the page. */
  storage?: Platform['storage']['tab'] | undefined;
  navigate(url: string): void;
  localNetworkAccess?: Examination['localNetworkAccess'];
  isBlocked?(url: string): Promise<boolean>;
}

export function createServerReport({
  machine: { log, gate },
  network,
  confinedNetwork = confinedFetch,
  pageOrigin,
  storage,
  navigate,
  localNetworkAccess,
  isBlocked,
}: ServerReportOptions): ServerReport {
  const { getSnapshot, subscribe, set } = createStore<ReportState>({
    doing: 'nothing',
    agreed: false,
    returned: false,
  });
  const change = (next: Partial<ReportState>) => set({ ...getSnapshot(), ...next });
  let stopping = new AbortController();
  let resuming: Promise<void> | undefined;
  let settleAddresses: ((confirmed: boolean) => void) | undefined;

  function openLine(evidence?: Evidence): ReportLine {
    stopping = new AbortController();
    const { signal } = stopping;
    return createReportLine({
      network,
      confinedNetwork,
      log,
      gate,
      signal,
      asked: evidence?.asked ?? [],
      ...(isBlocked && { isBlocked }),
    });
  }

  async function confirm(addresses: readonly NamedAddress[]): Promise<boolean> {
    const { signal } = stopping;
    if (signal.aborted) return false;
    const confirmed = new Promise<boolean>((resolve) => {
      settleAddresses = resolve;
      signal.addEventListener('abort', () => resolve(false));
    });
    change({ toConfirm: addresses });
    return confirmed.finally(() => change({ toConfirm: undefined }));
  }

  function keep(): void {
    const { evidence, agreed } = getSnapshot();
    if (storage && evidence) keepReport(storage, { evidence, agreed, log: log.getSnapshot() });
  }

  function learn(id: ProbeId, probe: ProbeEvidence): void {
    const { evidence } = getSnapshot();
    if (!evidence) return;
    change({ evidence: withProbe(evidence, probeOf(id), probe) });
    keep();
  }

  /** Runs work that may fail, and always ends in doing nothing. */
  async function during(doing: ReportState['doing'], work: () => Promise<void>): Promise<void> {
    if (getSnapshot().doing !== 'nothing') return;
    change({ doing, failure: undefined });
    try {
      await work();
    } catch (error) {
      change({ failure: error instanceof Error ? error.message : String(error) });
    } finally {
      change({ doing: 'nothing', probe: undefined });
      keepIfThereIsRoom();
    }
  }

  /** What is on screen stays there without being kept; only a redirect would lose it. */
  function keepIfThereIsRoom(): void {
    try {
      keep();
    } catch {
      change({
        failure: 'This browser has no room to keep the report. Take it along before you leave the page.',
      });
    }
  }

  function finishOptions(evidence: Evidence): FinishOptions {
    const settings = probeSettings(evidence);
    if (typeof settings === 'string') throw new Error(settings);
    const line = openLine(evidence);
    const { signal } = stopping;
    async function wait(ms: number): Promise<void> {
      change({ waitsUntilMs: Date.now() + ms });
      await waitFor(ms, signal).finally(() => change({ waitsUntilMs: undefined }));
    }
    return { line, log, settings, wait };
  }

  async function resumeOnce(): Promise<void> {
    const kept = storage && keptReport(storage);
    if (!kept) return;
    const { importHar } = await import('../../machine/wire/har-import.ts');
    if (!log.getSnapshot().length) for (const exchange of importHar(kept.har)) log.open(exchange);
    const answer = takeProbeAnswer();
    const latest =
      answer?.record.probe ?? probes.find(({ id }) => kept.evidence.probes[id]?.stage === 'left')?.id;
    change({ evidence: kept.evidence, agreed: kept.agreed, latest, returned: answer !== undefined });
    if (!answer) return;
    const { record, url } = answer;
    await during('probing', async () => {
      change({ probe: record.probe });
      const before = kept.evidence.probes[record.probe] ?? { stage: 'left', steps: {} };
      const probe = probeOf(record.probe);
      learn(record.probe, await finishProbe(probe, before, record, url, finishOptions(kept.evidence)));
    });
  }

  /** Whoever begins another probe has not come back from the one before. */
  function withoutOpenProbes(evidence: Evidence): Evidence {
    const probes = Object.entries(evidence.probes).map(([id, probe]) => [
      id,
      probe.stage === 'left' ? { ...probe, stage: 'no answer' } : probe,
    ]);
    return { ...evidence, probes: Object.fromEntries(probes) };
  }

  return {
    getSnapshot,
    subscribe,
    look: (serverUrl, clientId) =>
      during('looking', async () => {
        if (storage) {
          // A page of its own: what was said to the server before has no place in the report on this one.
          forgetProbeRecords(storage);
          log.clear();
        }
        const line = openLine();
        change({ evidence: undefined, agreed: false, latest: undefined });
        const wanted = {
          serverUrl,
          clientId,
          pageOrigin,
          confirm,
          ...(localNetworkAccess && { localNetworkAccess }),
        };
        change({ evidence: await examine(line, wanted, (evidence) => change({ evidence })) });
      }),
    confirmAddresses: (confirmed) => settleAddresses?.(confirmed),
    register: () =>
      during('registering', async () => {
        const { evidence } = getSnapshot();
        if (!evidence) return;
        const native = isLoopback(new URL(pageOrigin).hostname);
        const clientId = await registerClient(openLine(evidence), evidence, native ? 'native' : 'web');
        change({ evidence: { ...evidence, clientId } });
      }),
    agree(clientId, accepted = {}) {
      const { evidence: before } = getSnapshot();
      if (!before) return;
      const evidence = { ...before, clientId: clientId.trim(), accepted };
      const settings = probeSettings(evidence);
      if (typeof settings === 'string') change({ failure: settings });
      else change({ evidence, agreed: true, failure: undefined });
      keepIfThereIsRoom();
    },
    run: (id) =>
      during('probing', async () => {
        const { evidence: before, agreed } = getSnapshot();
        if (!before || !agreed) return;
        const evidence = withoutOpenProbes(before);
        const options = finishOptions(evidence);
        const probe = probeOf(id);
        change({ evidence, probe: id, latest: id });
        if (probe.staysHere) {
          learn(id, await followProbe(probe, { code: '', verifier: '' }, options));
          return;
        }
        const begun = await beginProbe(probe, options.settings, log);
        learn(id, begun.evidence);
        if (!storage) throw new Error('Probes leave the page, and this one keeps nothing.');
        saveProbeRecord(storage, begun.record);
        navigate(begun.url);
      }),
    resume() {
      resuming ??= resumeOnce();
      return resuming;
    },
    tell(id, saw) {
      const probe = getSnapshot().evidence?.probes[id];
      if (!probe) return;
      if (storage) forgetProbeRecords(storage);
      learn(id, { ...probe, stage: 'no answer', personSaw: saw });
    },
    stop() {
      stopping.abort();
      gate.drop();
    },
    forget() {
      stopping.abort();
      if (storage) {
        forgetReport(storage);
        forgetProbeRecords(storage);
      }
      log.clear();
      change({ evidence: undefined, agreed: false, failure: undefined });
    },
  };
}

function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new Error('The report was stopped.'));
    });
  });
}

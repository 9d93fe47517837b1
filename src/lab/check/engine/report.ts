import { confinedFetch } from '../../../oauth/confined-fetch.ts';
import { type DpopKeys, indexedDbKeys } from '../../../oauth/dpop-keys.ts';
import { describeProofKey } from '../../../oauth/dpop-proof.ts';
import type { Platform } from '../../../oauth/index.ts';
import { createStore, type ReadableStore } from '../../../store.ts';
import type { Machine } from '../../machine/machine.ts';
import type { Network } from '../../machine/wire/recorder.ts';
import { isLoopback } from './address.ts';
import { CALLBACK_PATH } from './callback-path.ts';
import type { Evidence } from './evidence.ts';
import { type ExaminationOptions, examine } from './examine.ts';
import type { NamedAddress } from './named-address.ts';
import { deleteProbeRecords, saveProbeRecord, takeProbeResponse } from './probe-record.ts';
import { probeOf, probes } from './probes/index.ts';
import type { PersonSaw, ProbeEvidence, ProbeId } from './probes/probe.ts';
import { registerClient } from './probes/register-client.ts';
import { probeSettings } from './probes/requests.ts';
import { beginProbe, type FinishOptions, finishProbe, followProbe, withProbe } from './probes/run-probe.ts';
import { createReportClient, type ReportClient } from './report-client.ts';
import { deleteReport, loadReport, saveReport } from './saved-report.ts';
import type { Trust } from './trust.ts';

/** What the report is doing and what it knows. */
export interface ReportState {
  activity: 'idle' | 'examining' | 'probing' | 'registering';
  evidence?: Evidence | undefined;
  /** Addresses that wait for the person's confirmation. No request has gone to them. */
  toConfirm?: readonly NamedAddress[] | undefined;
  agreed: boolean;
  probe?: ProbeId | undefined;
  latest?: ProbeId | undefined;
  /** When the running probe continues, if it waits. */
  waitsUntilMs?: number | undefined;
  /** Whether this page was opened with the authorization response of a probe. */
  returned: boolean;
  /** Why the last action failed, in a sentence. */
  failure?: string | undefined;
}

export interface ServerReport extends ReadableStore<ReportState> {
  /** Examines a server without an account. Does not throw: the state contains a failure. */
  examine(serverUrl: string, clientId: string): Promise<void>;
  confirmAddresses(confirmed: boolean): void;
  /** Registers this app at the authorization server, for the probes (RFC 7591). */
  register(): Promise<void>;
  /** Records that the person agrees to the probes with this client ID, and what the person trusts. */
  agree(clientId: string, accepted?: Trust): void;
  /** Runs a probe; most probes leave the page. */
  run(id: ProbeId): Promise<void>;
  /** Restores the report of this tab, and finishes the probe whose authorization response opened this page. */
  resume(): Promise<void>;
  /** Records what the person saw at the server when no response came back. */
  recordPersonSaw(id: ProbeId, saw: PersonSaw): void;
  /** Ends the current activity. After that, the report sends only the revocations of the tokens of a running probe. */
  stop(): void;
  /** Ends the running probe, and revokes its tokens at once, because the page is being left. */
  leave(): void;
  /** Deletes the report, here and in the storage of this tab. */
  forget(): void;
}

export interface ServerReportOptions {
  machine: Machine;
  network: Network;
  /** See `confined-fetch.ts`. */
  confinedNetwork?: Network;
  pageOrigin: string;
  /** Holds the report during a redirect; absent if the report never leaves the page. */
  storage?: Platform['storage']['tab'] | undefined;
  /** Keeps the key of a bound code during a redirect. */
  keys?: DpopKeys;
  navigate(url: string): void;
  localNetworkAccess?: ExaminationOptions['localNetworkAccess'];
  isBlocked?(url: string): Promise<boolean>;
}

export function createServerReport({
  machine: { log, gate },
  network,
  confinedNetwork = confinedFetch,
  pageOrigin,
  storage,
  keys = indexedDbKeys,
  navigate,
  localNetworkAccess,
  isBlocked,
}: ServerReportOptions): ServerReport {
  const { getSnapshot, subscribe, set } = createStore<ReportState>({
    activity: 'idle',
    agreed: false,
    returned: false,
  });
  const change = (next: Partial<ReportState>) => set({ ...getSnapshot(), ...next });
  let stopping = new AbortController();
  let resuming: Promise<void> | undefined;
  let revokeTokens = () => {};
  let resolveConfirmation: ((confirmed: boolean) => void) | undefined;

  function openClient(evidence?: Evidence): ReportClient {
    stopping = new AbortController();
    const { signal } = stopping;
    return createReportClient({
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
      resolveConfirmation = resolve;
      signal.addEventListener('abort', () => resolve(false));
    });
    change({ toConfirm: addresses });
    return confirmed.finally(() => change({ toConfirm: undefined }));
  }

  function save(evidence = getSnapshot().evidence): void {
    const { agreed } = getSnapshot();
    if (storage && evidence) saveReport(storage, { evidence, agreed, log: log.getSnapshot() });
  }

  function recordProbe(id: ProbeId, probe: ProbeEvidence): void {
    const { evidence } = getSnapshot();
    if (!evidence) return;
    change({ evidence: withProbe(evidence, probeOf(id), probe) });
    save();
  }

  /** Runs an action that may fail, and returns to idle in every case. */
  async function during(activity: ReportState['activity'], work: () => Promise<void>): Promise<void> {
    if (getSnapshot().activity !== 'idle') return;
    change({ activity, failure: undefined });
    try {
      await work();
    } catch (error) {
      change({ failure: error instanceof Error ? error.message : String(error) });
    } finally {
      change({ activity: 'idle', probe: undefined });
      saveIfPossible();
    }
  }

  /** Saves the report if the storage has room. Otherwise it stays on screen; only a redirect would lose it. */
  function saveIfPossible(evidence?: Evidence): void {
    try {
      save(evidence);
    } catch {
      change({ failure: 'This browser cannot save the report. Export it before you leave the page.' });
    }
  }

  function finishOptions(evidence: Evidence): FinishOptions {
    const settings = probeSettings(evidence);
    if (typeof settings === 'string') throw new Error(settings);
    const client = openClient(evidence);
    const { signal } = stopping;
    async function wait(ms: number): Promise<void> {
      change({ waitsUntilMs: Date.now() + ms });
      await waitFor(ms, signal).finally(() => change({ waitsUntilMs: undefined }));
    }
    const onLeave = (revoke: () => void) => {
      revokeTokens = revoke;
    };
    return { client, log, settings, wait, onLeave };
  }

  async function resumeOnce(): Promise<void> {
    const saved = storage && loadReport(storage);
    if (!saved) return;
    const { HarError, importHar } = await import('../../machine/wire/har-import.ts');
    try {
      for (const exchange of importHar(saved.har)) log.open(exchange);
    } catch (error) {
      if (!(error instanceof HarError)) throw error;
      return;
    }
    const response = takeProbeResponse();
    const latest =
      response?.record.probe ?? probes.find(({ id }) => saved.evidence.probes[id]?.status === 'left')?.id;
    change({ evidence: saved.evidence, agreed: saved.agreed, latest, returned: response !== undefined });
    if (!response) return;
    const { record, url } = response;
    await during('probing', async () => {
      change({ probe: record.probe });
      const before = saved.evidence.probes[record.probe] ?? { status: 'left', steps: {} };
      const probe = probeOf(record.probe);
      // If this page is left before the probe has finished, the next page must not wait for a response.
      saveIfPossible(withProbe(saved.evidence, probe, { ...before, status: 'stopped' }));
      const held = { verifier: record.verifier, key: await takeKey(record.jkt) };
      recordProbe(record.probe, await finishProbe(probe, before, held, url, finishOptions(saved.evidence)));
    });
  }

  /** Deletes what a probe keeps until its response arrives: the record, and the key that its code is bound to. */
  function dropRecords(): void {
    const thumbprints = storage ? deleteProbeRecords(storage) : [];
    for (const jkt of thumbprints) keys.delete(jkt).catch(() => {});
  }

  /** Takes the key that a probe kept before it left the page. */
  async function takeKey(jkt: string | undefined) {
    if (jkt === undefined) return undefined;
    const pair = await keys.get(jkt);
    if (!pair) throw new Error('This browser has deleted the key of the probe. Run the probe again.');
    await keys.delete(jkt);
    return describeProofKey(pair);
  }

  /** Marks every probe that still waits for its response as `no response`, because another probe starts. */
  function withOpenProbesEnded(evidence: Evidence): Evidence {
    const probes = Object.entries(evidence.probes).map(([id, probe]) => [
      id,
      probe.status === 'left' ? { ...probe, status: 'no response' } : probe,
    ]);
    return { ...evidence, probes: Object.fromEntries(probes) };
  }

  return {
    getSnapshot,
    subscribe,
    examine: (serverUrl, clientId) =>
      during('examining', async () => {
        if (storage) {
          // The Check screen reports on one server at a time: messages of an earlier server do not belong here.
          dropRecords();
          log.clear();
        }
        const client = openClient();
        change({ evidence: undefined, agreed: false, latest: undefined });
        const wanted = {
          serverUrl,
          clientId,
          pageOrigin,
          redirectUri: pageOrigin + CALLBACK_PATH,
          confirm,
          ...(localNetworkAccess && { localNetworkAccess }),
        };
        change({ evidence: await examine(client, wanted, (evidence) => change({ evidence })) });
      }),
    confirmAddresses: (confirmed) => resolveConfirmation?.(confirmed),
    register: () =>
      during('registering', async () => {
        const { evidence } = getSnapshot();
        if (!evidence) return;
        const native = isLoopback(new URL(pageOrigin).hostname);
        const { clientId } = await registerClient(openClient(evidence), evidence, native ? 'native' : 'web');
        change({ evidence: { ...evidence, clientId, isRegistered: true } });
      }),
    agree(clientId, accepted = {}) {
      const { evidence: before } = getSnapshot();
      if (!before) return;
      const { isRegistered, ...others } = before;
      const isSame = isRegistered && clientId.trim() === before.clientId;
      const evidence = { ...others, clientId: clientId.trim(), accepted, ...(isSame && { isRegistered }) };
      const settings = probeSettings(evidence);
      if (typeof settings === 'string') change({ failure: settings });
      else change({ evidence, agreed: true, failure: undefined });
      saveIfPossible();
    },
    run: (id) =>
      during('probing', async () => {
        const { evidence: before, agreed } = getSnapshot();
        if (!before || !agreed) return;
        const evidence = withOpenProbesEnded(before);
        const options = finishOptions(evidence);
        const probe = probeOf(id);
        change({ evidence, probe: id, latest: id });
        if (probe.staysHere) {
          recordProbe(id, await followProbe(probe, { code: '', verifier: '' }, options));
          return;
        }
        const begun = await beginProbe(probe, options);
        recordProbe(id, begun.evidence);
        if (begun.url === undefined) return;
        if (!storage)
          throw new Error('A probe leaves the page, and this report has no storage to resume from.');
        dropRecords();
        if (begun.key) await keys.put(begun.key.jkt, begun.key, Date.now());
        saveProbeRecord(storage, begun.record);
        navigate(begun.url);
      }),
    resume() {
      resuming ??= resumeOnce();
      return resuming;
    },
    recordPersonSaw(id, saw) {
      const probe = getSnapshot().evidence?.probes[id];
      if (!probe) return;
      dropRecords();
      recordProbe(id, { ...probe, status: 'no response', personSaw: saw });
    },
    stop() {
      stopping.abort();
      gate.drop();
    },
    leave() {
      if (getSnapshot().activity !== 'probing') return;
      stopping.abort();
      revokeTokens();
    },
    forget() {
      stopping.abort();
      if (storage) {
        deleteReport(storage);
        dropRecords();
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

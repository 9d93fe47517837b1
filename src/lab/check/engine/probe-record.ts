import type { Platform } from '../../../oauth/index.ts';
import { normalizedRoute } from '../../../oauth/redirect-uri.ts';
import { CALLBACK_PATH } from './callback-path.ts';
import type { Probe } from './probes/probe.ts';

/**
 * What a probe stores until its authorization response arrives. The verifier of the probe is stored only here. This
 * record is not a pending authorization of `src/oauth`: the app's session must not mistake a probe for one of its own
 * sign-ins.
 */
export interface ProbeRecord {
  probe: Probe['id'];
  state: string;
  verifier: string;
  /** The thumbprint of the key that the code is bound to; the browser keeps the key. */
  jkt?: string;
}

type TabStorage = Platform['storage']['tab'];

const PREFIX = 'lab:probe:';

const REPORT_PATH = `${import.meta.env.BASE_URL}check`;

let returned: { record: ProbeRecord; url: string } | undefined;

export function saveProbeRecord(storage: TabStorage, record: ProbeRecord): void {
  storage.setItem(PREFIX + record.state, JSON.stringify(record));
}

/**
 * Deletes every record. A probe that never returned leaves a record behind.
 *
 * @returns the thumbprints of the keys in the deleted records.
 */
export function deleteProbeRecords(storage: TabStorage): string[] {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '');
  return keys
    .filter((key) => key.startsWith(PREFIX))
    .flatMap((key) => {
      const jkt = takeRecord(storage, key)?.jkt;
      storage.removeItem(key);
      return jkt ?? [];
    });
}

/**
 * Takes the authorization response of a probe out of the address bar before the app's session reads it, and opens the
 * report instead. It leaves any other address unchanged.
 */
export function captureProbeResponse(platform: Platform): Platform {
  const opened = new URL(platform.href());
  if (normalizedRoute(opened) !== normalizedRoute(new URL(CALLBACK_PATH, opened))) return platform;
  const [state, ...more] = new URLSearchParams(opened.search || opened.hash.slice(1)).getAll('state');
  if (!state || more.length) return platform;
  const record = takeRecord(platform.storage.tab, PREFIX + state);
  if (record?.state !== state) return platform;
  returned = { record, url: opened.href };
  platform.replaceUrl(REPORT_PATH);
  return platform;
}

/** Returns the authorization response with which this page was opened. Only the first call returns it. */
export function takeProbeResponse(): { record: ProbeRecord; url: string } | undefined {
  const response = returned;
  returned = undefined;
  return response;
}

/** Reads a record. Deletes the record if it is JSON, so that no second callback can use it. */
function takeRecord(storage: TabStorage, key: string): ProbeRecord | undefined {
  try {
    const record: Partial<ProbeRecord> = Object(JSON.parse(storage.getItem(key) ?? ''));
    storage.removeItem(key);
    const { probe, state, verifier, jkt } = record;
    return probe !== undefined && state !== undefined && verifier !== undefined
      ? { probe, state, verifier, ...(jkt !== undefined && { jkt }) }
      : undefined;
  } catch {
    return undefined;
  }
}

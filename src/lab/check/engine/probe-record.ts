import type { Platform } from '../../../oauth/index.ts';
import { CALLBACK_PATH } from './callback-path.ts';
import type { Probe } from './probes/probe.ts';

/**
 * What a probe has to remember until its answer comes; the only place where its verifier is kept. No pending
 * authorization of `src/oauth`: the app's session must not take it for one of its own sign-ins.
 */
export interface ProbeRecord {
  probe: Probe['id'];
  state: string;
  verifier: string;
}

type TabStorage = Platform['storage']['tab'];

const PREFIX = 'lab:probe:';

const REPORT_PATH = `${import.meta.env.BASE_URL}check`;

let returned: { record: ProbeRecord; url: string } | undefined;

/** Keeps what a probe needs over the redirect: one record, the only place where its verifier is. */
export function saveProbeRecord(storage: TabStorage, record: ProbeRecord): void {
  forgetProbeRecords(storage);
  storage.setItem(PREFIX + record.state, JSON.stringify(record));
}

/** Forgets the record of a probe from which nobody came back. */
export function forgetProbeRecords(storage: TabStorage): void {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '');
  for (const key of keys) if (key.startsWith(PREFIX)) storage.removeItem(key);
}

/**
 * Takes the answer to a probe out of the address bar before the app's session looks there, and opens the report
 * in its place. Any other answer, or none, is left alone.
 */
export function captureProbeAnswer(platform: Platform): Platform {
  const opened = new URL(platform.href());
  if (opened.pathname !== CALLBACK_PATH) return platform;
  const [state, ...more] = new URLSearchParams(opened.search || opened.hash.slice(1)).getAll('state');
  if (!state || more.length) return platform;
  const record = takeRecord(platform.storage.tab, PREFIX + state);
  if (record?.state !== state) return platform;
  returned = { record, url: opened.href };
  platform.replaceUrl(REPORT_PATH);
  return platform;
}

/** Hands out the answer that this page was opened with, once. */
export function takeProbeAnswer(): { record: ProbeRecord; url: string } | undefined {
  const answer = returned;
  returned = undefined;
  return answer;
}

/** Reads a record and deletes it: no second callback can use it. */
function takeRecord(storage: TabStorage, key: string): ProbeRecord | undefined {
  try {
    const record: Partial<ProbeRecord> = Object(JSON.parse(storage.getItem(key) ?? ''));
    storage.removeItem(key);
    const { probe, state, verifier } = record;
    return probe !== undefined && state !== undefined && verifier !== undefined
      ? { probe, state, verifier }
      : undefined;
  } catch {
    return undefined;
  }
}

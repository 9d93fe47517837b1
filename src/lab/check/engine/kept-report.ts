import type { Platform } from '../../../oauth/index.ts';
import type { Exchange } from '../../machine/wire/exchange.ts';
import { exportHar } from '../../machine/wire/har.ts';
import { redactionOf } from '../../machine/wire/redact.ts';
import type { Evidence } from './evidence.ts';

const KEY = 'lab:server-report';

export interface KeptReport {
  evidence: Evidence;
  /** Whether the person agreed to the live probes. */
  agreed: boolean;
  /** The messages as a HAR, in which every secret is masked. */
  har: string;
}

type TabStorage = Pick<Platform['storage']['tab'], 'getItem' | 'setItem' | 'removeItem'>;

/**
 * Keeps the report of this tab over a redirect. No token, code or verifier is in it: what a refusal says of one is
 * masked while the log still tells that it is one.
 */
export function keepReport(
  storage: TabStorage,
  { evidence, agreed, log }: { evidence: Evidence; agreed: boolean; log: readonly Exchange[] },
): void {
  const probes = withMasks(evidence.probes, redactionOf(log).text);
  const kept: KeptReport = { evidence: { ...evidence, probes }, agreed, har: exportHar(log) };
  storage.setItem(KEY, JSON.stringify(kept));
}

/** Addresses that rules compare with others; no server chose them in an answer to a secret. */
const COMPARED = ['url', 'audience'];

/** What probes brought to light with every text in it masked, apart from {@link COMPARED}. */
function withMasks(probes: Evidence['probes'], mask: (text: string) => string): Evidence['probes'] {
  const compared: unknown[] = [];
  const masked = JSON.stringify(probes, (name, member: unknown) => {
    if (COMPARED.includes(name)) return compared.push(member) - 1;
    return typeof member === 'string' ? mask(member) : member;
  });
  return JSON.parse(masked, (name, member) => (COMPARED.includes(name) ? compared[member] : member));
}

/** The report of this tab; one that cannot be read, or that an earlier version of the app kept, counts as none. */
export function keptReport(storage: TabStorage): KeptReport | undefined {
  try {
    const kept: Partial<KeptReport> = Object(JSON.parse(storage.getItem(KEY) ?? ''));
    const { evidence, agreed, har } = kept;
    return evidence?.unasked && typeof har === 'string'
      ? { evidence, agreed: agreed === true, har }
      : undefined;
  } catch {
    return undefined;
  }
}

export function forgetReport(storage: TabStorage): void {
  storage.removeItem(KEY);
}

import type { Platform } from '../../../oauth/index.ts';
import type { Exchange } from '../../machine/wire/exchange.ts';
import { exportHar } from '../../machine/wire/har.ts';
import { redactionOf } from '../../machine/wire/redact.ts';
import type { Evidence } from './evidence.ts';
import { findingsOf } from './findings.ts';

const KEY = 'lab:server-report';

export interface SavedReport {
  evidence: Evidence;
  agreed: boolean;
  /** The messages as a HAR, with every secret masked. */
  har: string;
}

type TabStorage = Pick<Platform['storage']['tab'], 'getItem' | 'setItem' | 'removeItem'>;

/**
 * Saves the report of this tab during a redirect. It contains no token, code or verifier: error messages may quote a
 * secret, so they are masked here, where the log shows which texts are secret.
 */
export function saveReport(
  storage: TabStorage,
  { evidence, agreed, log }: { evidence: Evidence; agreed: boolean; log: readonly Exchange[] },
): void {
  const probes = withMasks(evidence, redactionOf(log).text);
  const kept: SavedReport = { evidence: { ...evidence, probes }, agreed, har: exportHar(log) };
  storage.setItem(KEY, JSON.stringify(kept));
}

/** Members with addresses, which stay unmasked: rules compare addresses, and an address quotes no secret. */
const COMPARED = ['url', 'audience'];
/**
 * Members whose values are words of this report itself, which stay unmasked. Otherwise, a server could put such a word
 * into a token, and the word would be masked here, too: without the word `answered`, a request that the server wrongly
 * accepted would count as unanswered.
 */
const OWN_WORDS = [
  'status',
  'outcome',
  'content',
  'ignored',
  'nonce',
  'personSaw',
  'refreshTokenTimeout',
  'authorizationExpiresIn',
];
const UNMASKED = [...COMPARED, ...OWN_WORDS];

/**
 * The results of the probes with every string masked, apart from {@link UNMASKED} and the issuer. The issuer is public,
 * and a rule compares it with `iss`. An issuer with the ID of a tenant would be masked, because such an ID looks
 * random.
 */
function withMasks({ probes, issuer }: Evidence, mask: (text: string) => string): Evidence['probes'] {
  const unmasked: unknown[] = [];
  const masked = JSON.stringify(probes, (name, member: unknown) => {
    if (UNMASKED.includes(name)) return unmasked.push(member) - 1;
    return typeof member === 'string' && member !== issuer ? mask(member) : member;
  });
  return JSON.parse(masked, (name, member) => (UNMASKED.includes(name) ? unmasked[member] : member));
}

/** The saved report of this tab; `undefined` if it cannot be read, or if an earlier version of the app saved it. */
export function loadReport(storage: TabStorage): SavedReport | undefined {
  try {
    const kept: Partial<SavedReport> = Object(JSON.parse(storage.getItem(KEY) ?? ''));
    const { evidence, agreed, har } = kept;
    if (!evidence?.redirectUri || typeof har !== 'string') return undefined;
    // A rule throws if it misses a member that an earlier version of the app did not save.
    findingsOf(evidence);
    return { evidence, agreed: agreed === true, har };
  } catch {
    return undefined;
  }
}

export function deleteReport(storage: TabStorage): void {
  storage.removeItem(KEY);
}

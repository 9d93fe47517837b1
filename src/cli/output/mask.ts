import { redactionFor } from '../../lab/check/engine/export.ts';
import { createRedaction, type Redaction } from '../../lab/machine/wire/redact.ts';
import type { CheckOptions } from '../check/options.ts';
import type { CheckResult } from '../check/run-check.ts';

/** Masks the secrets of a check: those in its messages, and the values of `--header`, which a server may repeat. */
export function createMask({
  options: { headers },
  evidence,
  log,
}: Pick<CheckResult, 'options' | 'evidence' | 'log'>): Redaction {
  return redactionFor(evidence, log, Object.values(headers));
}

/** Masks the secrets that are known before the first message: those in the address, and those in `--header`. */
export function createFirstMask({
  serverUrl,
  headers,
}: Pick<CheckOptions, 'serverUrl' | 'headers'>): Redaction {
  return createRedaction([], [serverUrl], Object.values(headers));
}

import { redactionFor } from '../../lab/check/engine/export.ts';
import type { Exchange } from '../../lab/machine/wire/exchange.ts';
import type { Redaction } from '../../lab/machine/wire/redact.ts';
import type { CheckResult } from '../check/run-check.ts';

/** Masks the secrets of a check: those of its messages, and the values of `--header`, which a server may repeat. */
export function createMask({
  options,
  evidence,
  log,
}: Pick<CheckResult, 'options' | 'evidence' | 'log'>): Redaction {
  return redactionFor(evidence, [...log, ...Object.values(options.headers).map(secretMessage)]);
}

/** A message that names a value as a secret, for the redaction to find it in the others. */
function secretMessage(value: string): Exchange {
  return {
    id: 0,
    atMs: 0,
    from: 'client',
    to: 'MCP server',
    channel: 'back',
    request: {
      method: 'POST',
      url: 'https://header.invalid/',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ access_token: value }),
    },
    outcome: { kind: 'dropped' },
    serverView: [],
  };
}

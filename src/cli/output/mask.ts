import { redactionFor } from '../../lab/check/engine/export.ts';
import type { Exchange } from '../../lab/machine/wire/exchange.ts';
import { createRedaction, type Redaction } from '../../lab/machine/wire/redact.ts';
import type { CheckOptions } from '../check/options.ts';
import type { CheckResult } from '../check/run-check.ts';

/** Masks the secrets of a check: those of its messages, and the values of `--header`, which a server may repeat. */
export function createMask({
  options,
  evidence,
  log,
}: Pick<CheckResult, 'options' | 'evidence' | 'log'>): Redaction {
  return redactionFor(evidence, [...log, ...secretsOf(options)]);
}

/** Masks what is known to be secret before the first message: in the address, and in `--header`. */
export function createFirstMask(options: Pick<CheckOptions, 'serverUrl' | 'headers'>): Redaction {
  return createRedaction(secretsOf(options), [options.serverUrl]);
}

const secretsOf = ({ headers }: Pick<CheckOptions, 'headers'>): Exchange[] =>
  Object.values(headers).map(secretMessage);

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

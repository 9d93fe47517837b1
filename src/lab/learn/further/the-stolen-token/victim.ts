import type { Policy } from '../../../../mocks/authorization-server/policy.ts';
import { type Dpop, type DpopKeys, dpop } from '../../../../oauth/index.ts';
import type { Machine } from '../../../machine/machine.ts';
import { keysInMemory } from '../../../machine/run/proof-keys.ts';
import type { Run } from '../../../machine/run/run.ts';
import { attackersServer } from '../../../machine/run/script-in-page.ts';

/** A client with tokens that are bound to a key, and what a script in its page can reach. */
export interface Victim {
  run: Run;
  keys: DpopKeys;
  binding: Dpop;
}

export async function signInForBearer(machine: Machine): Promise<Run> {
  const run = machine.start();
  await run.signIn();
  return run;
}

/** Signs in for tokens that are bound to a key, at servers that demand proofs. */
export async function signInForBound(
  machine: Machine,
  policy: Partial<Policy> = {},
  bindingOf = (keys: DpopKeys) => dpop('required', keys),
): Promise<Victim> {
  const keys = keysInMemory();
  const binding = bindingOf(keys);
  const run = machine.start({
    dpop: () => binding,
    policy: { dpop: 'required', ...policy },
    middleware: [attackersServer],
  });
  await run.signIn();
  return { run, keys, binding };
}

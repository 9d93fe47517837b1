import { copiedCall } from '../../machine/run/copied-call.ts';
import { attackersServer, bringToAttacker, signForLater } from '../../machine/run/script-in-page.ts';
import { SPEC } from '../../machine/spec-references.ts';
import type { Attack } from './attack.ts';
import { bindingOf } from './bound-client.ts';
import { actsAsVictim, TOKEN_REFUSED } from './stolen-code.ts';

/** The time, in milliseconds, between the proof and its use; shorter than the lifetime of the token. */
const LATER_MS = 10 * 60_000;

export const proofsInAdvance: Attack = {
  slug: 'proofs-in-advance',
  title: 'Proof made in advance',
  threat:
    'A script of the attacker runs in the page for a moment. The script cannot take the key, so it lets the page sign a proof for a later time, and takes this proof away. The attacker uses the proof when the page is closed.',
  clause: SPEC.dpopAdvance,
  missing: ['server nonce'],
  presupposes: ['DPoP'],
  weakened: 'The servers demand no nonce, so the time in a proof is whatever its signer wrote.',
  harmed: 'The attacker calls a tool as the victim, ten minutes after the page was closed.',
  stoppedBy: ['server nonce'],
  note: 'RFC 9449 §11.2 names the nonce: a script cannot know the nonce that the server will demand. Without nonces, such a proof works until the token that it is for (ath) expires.',
  refusal: { file: 'mocks/dpop/verify-proof.ts', name: 'claimRejection' },
  steps: [
    { by: 'victim', does: 'Sign in completely, and call a tool' },
    { by: 'attacker', does: 'Run a script in the page that signs a proof for a call in ten minutes' },
    { by: 'victim', does: 'Close the page; ten minutes pass' },
    { by: 'attacker', does: 'Send that call from your own machine, with the token and the proof' },
  ],
  async *play({ begin, notebook, ...scenario }) {
    const binding = bindingOf(scenario);
    const victim = begin({ dpop: () => binding, middleware: [attackersServer] });
    await victim.signIn();
    const call = await copiedCall(victim);
    yield;
    const proof = await signForLater(victim, binding, call, LATER_MS);
    await bringToAttacker(victim, proof);
    notebook.holds('the access token', call.token);
    notebook.holds('a proof for a call in ten minutes', proof);
    yield;
    victim.advanceClock(LATER_MS);
    yield;
    const headers = { ...call.request.headers, dpop: proof };
    await victim.send({ ...call.request, headers }, 'attacker');
    return TOKEN_REFUSED;
  },
  harm: actsAsVictim,
};

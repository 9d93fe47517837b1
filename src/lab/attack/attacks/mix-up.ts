import { COUNTERFEIT } from '../../machine/run/server-of.ts';
import { SPEC } from '../../machine/spec-references.ts';
import type { Attack } from './attack.ts';
import { counterfeitIssuer } from './counterfeit.ts';
import { actsAsVictim, redeem } from './stolen-code.ts';

export const mixUp: Attack = {
  slug: 'mix-up',
  title: 'Mix-up of two issuers',
  threat:
    'The victim connects to a server of the attacker’s, whose authorization server passes the request on to the honest one. The answer comes from there, and the client hands code and verifier to whom it started with: the attacker.',
  clause: SPEC.issuer,
  missing: ['iss'],
  weakened: 'The honest authorization server does not say who it is in its answers.',
  harmed: 'The attacker gets code and verifier, and calls tools as the victim. PKCE is no help.',
  stoppedBy: ['iss'],
  refusal: { file: 'oauth/authorization-response.ts', name: 'checkIssuer' },
  steps: [
    { by: 'victim', does: 'Connect to the attacker’s server, and sign in where it leads' },
    { by: 'victim', does: 'Let the client take the answer' },
    { by: 'attacker', does: 'Hand in what the client brought' },
  ],
  async *play({ begin, notebook }) {
    const trap = counterfeitIssuer();
    const victim = begin({ middleware: [trap.middleware], serverUrl: COUNTERFEIT });
    const answer = await victim.obtainAnswer();
    notebook.knows('the issuer the client believes in', `${victim.origin}${COUNTERFEIT}/idp`);
    yield;
    const failed = await victim.receive(answer).then(
      () => undefined,
      (error: unknown) => error,
    );
    const caught = trap.caught();
    // The client fails either way: before it sent anything, or because the trap gave it nothing back.
    if (!caught) throw failed;
    notebook.holds('the code', caught.code ?? '');
    notebook.holds('the verifier', caught.code_verifier ?? '');
    yield;
    await redeem(victim, caught, notebook);
    return undefined;
  },
  harm: actsAsVictim,
};

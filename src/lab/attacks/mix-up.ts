import { COUNTERFEIT } from '../run/servers.ts';
import { SPEC } from '../spec-references.ts';
import type { Attack } from './attack.ts';
import { counterfeitIssuer } from './counterfeit.ts';
import { actsAsVictim, redeem } from './loot.ts';

export const mixUp: Attack = {
  slug: 'mix-up',
  title: 'Mix-up of two issuers',
  threat:
    'The victim connects to a server of the attacker’s, whose authorization server passes the request on to the honest one. The answer comes from there, and the client hands code and verifier to whom it started with: the attacker.',
  clause: SPEC.issuer,
  weakened: 'The honest authorization server does not say who it is in its answers.',
  harmed: 'The attacker gets code and verifier, and calls tools as the victim. PKCE is no help.',
  stoppedBy: ['iss'],
  refusal: { file: 'oauth/authorization-response.ts', name: 'checkIssuer' },
  async play({ begin, defended }) {
    const trap = counterfeitIssuer();
    const victim = begin({
      policy: defended ? {} : { issInResponses: false },
      counterfeit: trap.fetch,
      serverUrl: COUNTERFEIT,
    });
    try {
      await victim.signIn();
    } finally {
      // The client fails either way: before it sent anything, or because the trap gave it nothing back.
      const caught = trap.caught();
      if (caught) await redeem(victim, caught);
    }
  },
  harm: actsAsVictim,
};

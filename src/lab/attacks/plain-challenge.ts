import { SPEC } from '../spec-references.ts';
import type { Attack } from './attack.ts';
import { actsAsVictim, codeIn, redeem, seenRequest } from './loot.ts';
import { plainRequest } from './naive-client/plain-challenge.ts';

export const plainChallenge: Attack = {
  slug: 'plain-challenge',
  title: 'Plain challenge',
  threat:
    'A client names no method, which means plain: its challenge is its verifier. Whoever reads the authorization request has what the token endpoint will ask for.',
  clause: SPEC.challengeMethod,
  weakened: 'The client leaves code_challenge_method out, and the server accepts plain.',
  harmed: 'The attacker calls tools as the victim.',
  stoppedBy: ['PKCE with S256'],
  refusal: { file: 'mocks/authorization-server/verify-pkce.ts', name: 'comparePkce' },
  async play({ begin, defended }) {
    const victim = begin(defended ? {} : { policy: { plainAllowed: true } });
    const callbackUrl = await victim.obtainAnswer(defended ? {} : { request: plainRequest });
    await redeem(victim, {
      grant_type: 'authorization_code',
      code: codeIn(callbackUrl),
      code_verifier: seenRequest(victim).get('code_challenge') ?? '',
    });
  },
  harm: actsAsVictim,
};

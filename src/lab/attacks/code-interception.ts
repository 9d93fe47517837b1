import { SPEC } from '../spec-references.ts';
import type { Attack } from './attack.ts';
import { actsAsVictim, codeIn, redeem, withoutPkce } from './loot.ts';

export const codeInterception: Attack = {
  slug: 'code-interception',
  title: 'Code interception',
  threat:
    'Somebody reads the redirect: a history, an access log, an app with the same custom scheme. They hand the code in before the client does.',
  clause: SPEC.codeInterception,
  weakened: 'The client uses no PKCE, and the server puts up with it.',
  harmed: 'The attacker calls tools as the victim.',
  stoppedBy: ['PKCE with S256'],
  refusal: { file: 'mocks/authorization-server/token.ts', name: 'checkPkce' },
  async play({ begin, defended }) {
    const victim = begin(defended ? {} : { policy: { pkceRequired: false } });
    const callbackUrl = await victim.obtainAnswer(defended ? {} : withoutPkce);
    await redeem(victim, { grant_type: 'authorization_code', code: codeIn(callbackUrl) });
  },
  harm: actsAsVictim,
};

import { SPEC } from '../spec-references.ts';
import type { Attack } from './attack.ts';
import { withoutPkce, worksForAttacker } from './loot.ts';
import { redeemAnyAnswer } from './naive-client/any-answer.ts';

export const csrfSignIn: Attack = {
  slug: 'csrf-sign-in',
  title: 'Forged callback',
  threat:
    'The attacker signs in and keeps the answer to themselves: the callback address with their own code in it. They get the victim to open it, as a link or in a hidden image.',
  clause: SPEC.state,
  weakened: 'The client redeems any answer: it keeps no state, and uses no PKCE.',
  harmed: 'The victim is signed in as the attacker, and everything they write ends up there.',
  stoppedBy: ['state', 'PKCE with S256'],
  refusal: { file: 'oauth/authorization-response.ts', name: 'validateAuthorizationResponse' },
  async play({ begin, defended }) {
    const victim = begin(defended ? {} : { policy: { pkceRequired: false } });
    const forged = await victim.attacker().obtainAnswer(defended ? {} : withoutPkce);
    const opened = await victim.open('client', forged);
    if (defended) await victim.receive(opened);
    else await victim.callTool('whoami', {}, await redeemAnyAnswer(victim, opened));
  },
  harm: worksForAttacker,
};

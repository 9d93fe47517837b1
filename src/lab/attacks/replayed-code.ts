import { tokenRequests } from '../chapters/evidence.ts';
import { SPEC } from '../spec-references.ts';
import type { Attack } from './attack.ts';
import { actsAsVictim, redeem } from './loot.ts';

export const replayedCode: Attack = {
  slug: 'replayed-code',
  title: 'Replayed code',
  threat:
    'A proxy that opens TLS, or a server that logs bodies, has the whole token request: code and verifier. Sent again within a minute it is the same request.',
  clause: SPEC.codeOnce,
  weakened: 'The server lets a code be used as often as one likes.',
  harmed: 'The attacker calls tools as the victim.',
  stoppedBy: ['codes for one use', 'TLS'],
  refusal: { file: 'mocks/authorization-server/token.ts', name: 'exchange' },
  async play({ begin, defended }) {
    const victim = begin(defended ? {} : { policy: { codeSingleUse: false } });
    await victim.signIn();
    const sent = tokenRequests(victim.log.getSnapshot(), 'authorization_code').at(-1);
    await redeem(victim, Object.fromEntries(new URLSearchParams(sent?.request.body)));
  },
  harm: actsAsVictim,
};

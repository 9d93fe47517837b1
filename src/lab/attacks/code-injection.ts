import { SPEC } from '../spec-references.ts';
import type { Attack } from './attack.ts';
import { actsAsVictim, codeIn } from './loot.ts';

export const codeInjection: Attack = {
  slug: 'code-injection',
  title: 'Code injection',
  threat:
    'The attacker holds a stolen code and no way to redeem it. So they start a sign-in of their own and put the stolen code into its answer: the honest client redeems it for them.',
  clause: SPEC.codeInjection,
  weakened: 'Neither the server nor the client ties a code to whoever started: no PKCE, no nonce.',
  harmed: 'The attacker’s session with the honest app is the victim’s.',
  stoppedBy: ['PKCE with S256'],
  refusal: { file: 'mocks/authorization-server/token.ts', name: 'checkPkce' },
  async play({ begin, defended }) {
    const victim = begin(defended ? {} : { policy: { pkceRequired: false, downgradeRefused: false } });
    const unbound = { request: ({ searchParams }: URL) => defended || unbind(searchParams) };
    const stolen = codeIn(await victim.obtainAnswer(unbound));
    const attacker = victim.attacker();
    const injected = new URL(await attacker.obtainAnswer(unbound));
    injected.searchParams.set('code', stolen);
    await attacker.receive(injected.href);
    await attacker.callTool('whoami');
  },
  harm: actsAsVictim,
};

/** Takes everything out of a request that would tie its code to it. */
function unbind(request: URLSearchParams): void {
  request.delete('code_challenge');
  request.delete('code_challenge_method');
  // Without openid there is no ID token, and so nobody looks at the nonce.
  request.set('scope', 'notes:read');
}

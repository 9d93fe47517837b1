import { withoutPkce } from '../../machine/run/without-pkce.ts';
import { SPEC } from '../../machine/spec-references.ts';
import type { Attack } from './attack.ts';
import { actsAsVictim, codeIn, redeem } from './stolen-code.ts';

export const codeInterception: Attack = {
  slug: 'code-interception',
  title: 'Code interception',
  threat:
    'Somebody reads the redirect: a history, an access log, an app with the same custom scheme. They hand the code in before the client does.',
  clause: SPEC.codeInterception,
  missing: ['PKCE'],
  weakened: 'The client uses no PKCE, and the server puts up with it.',
  harmed: 'The attacker calls tools as the victim.',
  stoppedBy: ['PKCE'],
  refusal: { file: 'mocks/authorization-server/token.ts', name: 'checkPkce' },
  steps: [
    { by: 'victim', does: 'Sign in, as far as the answer' },
    { by: 'attacker', does: 'Read the code in the redirect' },
    { by: 'attacker', does: 'Hand the code in' },
  ],
  async *play({ begin, on, notebook }) {
    const victim = begin();
    const callbackUrl = await victim.obtainAnswer(on('PKCE') ? {} : withoutPkce);
    yield;
    const code = codeIn(callbackUrl);
    notebook.holds('the code', code);
    yield;
    await redeem(victim, { grant_type: 'authorization_code', code }, notebook);
    return undefined;
  },
  harm: actsAsVictim,
};

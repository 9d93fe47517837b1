import { plainRequest } from '../../machine/naive-client/plain-challenge.ts';
import { SPEC } from '../../machine/spec-references.ts';
import type { Attack } from './attack.ts';
import { actsAsVictim, codeIn, redeem, seenRequest } from './stolen-code.ts';

export const plainChallenge: Attack = {
  slug: 'plain-challenge',
  title: 'Plain challenge',
  threat:
    'A client names no method, which means plain: its challenge is its verifier. Anyone who reads the authorization request knows the verifier that the token endpoint requires.',
  clause: SPEC.challengeMethod,
  missing: ['PKCE'],
  weakened: 'The client leaves code_challenge_method out, and the server accepts plain.',
  naive: {
    wrong: { file: 'lab/machine/naive-client/plain-challenge.ts', name: 'plainRequest' },
    right: { file: 'oauth/authorization-request.ts', name: 'createAuthorizationRequest' },
  },
  harmed: 'The attacker calls tools as the victim.',
  stoppedBy: ['PKCE', 'DPoP'],
  refusal: { file: 'mocks/authorization-server/check-pkce.ts', name: 'checkPkce' },
  steps: [
    { by: 'victim', does: 'Sign in, up to the authorization response' },
    { by: 'attacker', does: 'Read the challenge and the code' },
    { by: 'attacker', does: 'Redeem the code, with the challenge as the verifier' },
  ],
  async *play({ begin, on, notebook }) {
    const victim = begin();
    const callbackUrl = await victim.authorize(on('PKCE') ? {} : { request: plainRequest });
    yield;
    const challenge = seenRequest(victim).get('code_challenge') ?? '';
    const code = codeIn(callbackUrl);
    notebook.knows('the challenge', challenge);
    notebook.holds('the code', code);
    yield;
    await redeem(victim, { grant_type: 'authorization_code', code, code_verifier: challenge }, notebook);
    return undefined;
  },
  harm: actsAsVictim,
};

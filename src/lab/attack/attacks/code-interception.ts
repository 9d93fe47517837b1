import { withoutPkce } from '../../machine/run/without-pkce.ts';
import { SPEC } from '../../machine/spec-references.ts';
import type { Attack } from './attack.ts';
import { actsAsVictim, codeIn, redeem } from './stolen-code.ts';

export const codeInterception: Attack = {
  slug: 'code-interception',
  title: 'Code interception',
  threat:
    'The attacker reads the redirect in a history, in an access log, or with an app that has the same custom scheme. The attacker redeems the code before the client does.',
  clause: SPEC.codeInterception,
  missing: ['PKCE'],
  weakened: 'The client uses no PKCE, and the server does not require it.',
  harmed: 'The attacker calls tools as the victim.',
  stoppedBy: ['PKCE', 'DPoP'],
  note: 'RFC 9700 §2.1.1 requires PKCE of public clients. A client that authenticates at the token endpoint is protected from this attack, too; this client is public and cannot authenticate. A request that names the key of its client (dpop_jkt, RFC 9449 §10) binds the code to that key.',
  refusal: { file: 'mocks/authorization-server/check-pkce.ts', name: 'checkPkce' },
  steps: [
    { by: 'victim', does: 'Sign in, up to the authorization response' },
    { by: 'attacker', does: 'Read the code in the redirect' },
    { by: 'attacker', does: 'Redeem the code' },
  ],
  async *play({ begin, on, notebook }) {
    const victim = begin();
    const callbackUrl = await victim.authorize(on('PKCE') ? {} : withoutPkce);
    yield;
    const code = codeIn(callbackUrl);
    notebook.holds('the code', code);
    yield;
    await redeem(victim, { grant_type: 'authorization_code', code }, notebook);
    return undefined;
  },
  harm: actsAsVictim,
};

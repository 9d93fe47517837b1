import { generateProofKey } from '../../../oauth/dpop-proof.ts';
import { redeemAnyResponse, redeemForNonce } from '../../machine/naive-client/any-response.ts';
import { sendWithKey } from '../../machine/run/attackers-proof.ts';
import { withoutPkce } from '../../machine/run/without-pkce.ts';
import { SPEC } from '../../machine/spec-references.ts';
import type { Attack } from './attack.ts';
import { whoami, withoutKey, worksForAttacker } from './stolen-code.ts';

export const csrfSignIn: Attack = {
  slug: 'csrf-sign-in',
  title: 'Forged callback',
  threat:
    'The attacker signs in and stops at the response, which is the callback URL with the attacker’s code. Then the attacker gets the victim to open this URL as a link.',
  clause: SPEC.state,
  missing: ['state', 'PKCE', 'nonce'],
  weakened: 'The client redeems any response: it checks no state and no nonce, and uses no PKCE.',
  naive: {
    wrong: { file: 'lab/machine/naive-client/any-response.ts', name: 'redeemAnyResponse' },
    right: { file: 'oauth/authorization-response.ts', name: 'validateAuthorizationResponse' },
  },
  harmed:
    'The victim is signed in as the attacker, and everything that the victim writes goes to the attacker’s account.',
  stoppedBy: ['state', 'PKCE', 'nonce'],
  note: 'RFC 9700 §2.1 names the same three defences. State stops the attack before the code is sent. The nonce stops the attack after the tokens were issued, and only at a client that demands an ID token and checks it.',
  refusal: { file: 'oauth/authorization-response.ts', name: 'validateAuthorizationResponse' },
  steps: [
    { by: 'attacker', does: 'Sign in yourself, and stop at the response' },
    { by: 'victim', does: 'Open the attacker’s link' },
    { by: 'victim', does: 'Let the client process the response' },
    { by: 'victim', does: 'Call a tool' },
  ],
  async *play({ begin, on, notebook }) {
    const victim = begin();
    const forged = await victim.attacker().authorize({
      request(request) {
        if (!on('PKCE')) withoutPkce.request(request);
        withoutKey(request);
      },
    });
    notebook.holds('a response of their own', forged);
    yield;
    const opened = await victim.open('client', forged);
    yield;
    if (on('state')) {
      await victim.openCallback(opened);
      yield;
      await victim.callTool('whoami');
      return undefined;
    }
    const key = on('DPoP') ? await generateProofKey() : undefined;
    // This browser began no sign-in, so it kept no nonce.
    const token = on('nonce')
      ? await redeemForNonce(victim, opened, undefined, key)
      : await redeemAnyResponse(victim, opened, key);
    if (token === undefined) {
      return on('nonce')
        ? 'The ID token has a nonce, and this browser kept none: it began no sign-in. So the client discarded the tokens.'
        : 'The client got no token for the code.';
    }
    yield;
    if (key) await sendWithKey(victim, key, whoami(victim), { accessToken: token, as: 'client' });
    else await victim.callTool('whoami', {}, token);
    return undefined;
  },
  harm: worksForAttacker,
};

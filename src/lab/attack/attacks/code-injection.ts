import { SPEC } from '../../machine/spec-references.ts';
import type { Attack } from './attack.ts';
import { codeIn, toolResponse, VICTIM } from './stolen-code.ts';

export const codeInjection: Attack = {
  slug: 'code-injection',
  title: 'Code injection',
  threat:
    'The attacker has a stolen code but cannot redeem it. So the attacker starts a sign-in, and puts the stolen code into the response of this sign-in. The honest client then redeems the code for the attacker.',
  clause: SPEC.codeInjection,
  missing: ['PKCE', 'nonce'],
  weakened:
    'Neither the server nor the client ties a code to the sign-in that it came from: no PKCE, no nonce.',
  harmed: 'The attacker’s session with the honest app acts as the victim.',
  stoppedBy: ['PKCE', 'nonce', 'DPoP'],
  note: 'RFC 9700 §4.5.3 names PKCE and nonce. DPoP stops the attack as well: the key that the code is bound to is in another browser (RFC 9449 §10). A nonce protects the client that checks the nonce, but does not keep a thief from redeeming the code elsewhere.',
  refusal: { file: 'mocks/authorization-server/check-pkce.ts', name: 'checkPkce' },
  steps: [
    { by: 'victim', does: 'Sign in, up to the authorization response' },
    { by: 'attacker', does: 'Start a sign-in of your own' },
    { by: 'attacker', does: 'Put the stolen code into your response' },
    { by: 'attacker', does: 'Use the honest app as the victim' },
  ],
  async *play({ begin, on, notebook }) {
    const victim = begin();
    const unbound = {
      request({ searchParams }: URL) {
        if (!on('PKCE')) searchParams.delete('code_challenge');
        if (!on('PKCE')) searchParams.delete('code_challenge_method');
        // Without openid there is no ID token, so the nonce is not checked.
        if (!on('nonce')) searchParams.set('scope', 'notes:read');
      },
    };
    const stolen = codeIn(await victim.authorize(unbound));
    notebook.holds('the victim’s code', stolen);
    yield;
    // The honest client runs in the attacker's browser, so the log shows its messages as messages of the client.
    const attacker = victim.clientOfAttacker();
    const injected = new URL(await attacker.authorize(unbound));
    notebook.holds('a response of their own, with its state', injected.href);
    yield;
    injected.searchParams.set('code', stolen);
    await attacker.openCallback(injected.href);
    yield;
    await attacker.callTool('whoami');
    return undefined;
  },
  // The client in the victim's browser makes no call, so a call with the victim's identity is the attacker's.
  harm: (log) => toolResponse(log, 'client', VICTIM),
};

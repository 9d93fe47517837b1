import { copiedCall } from '../../machine/run/copied-call.ts';
import { SPEC } from '../../machine/spec-references.ts';
import type { Attack } from './attack.ts';
import { actsAsVictim, presentStolen, TOKEN_REFUSED } from './stolen-code.ts';

export const stolenToken: Attack = {
  slug: 'stolen-token',
  title: 'Stolen access token',
  threat:
    'The victim has signed in, and uses the app. The attacker reads the access token in a log behind the point where TLS ends, in a trace that was sent to a help desk, or in a backup. The attacker uses the token until it expires.',
  clause: SPEC.stolenAccessToken,
  missing: ['DPoP'],
  weakened: 'The access token is a bearer token: it works for everyone who holds it.',
  harmed: 'The attacker calls tools as the victim, for as long as the token lives.',
  stoppedBy: ['DPoP'],
  note: 'RFC 9700 §2.2.1 recommends tokens that are bound to a key of the client: DPoP (RFC 9449), or mutual TLS, for which a page has no certificate. PKCE protects nothing after the exchange of the code.',
  refusal: { file: 'mocks/resource-server/presented-token.ts', name: 'provenTokenRejection' },
  steps: [
    { by: 'victim', does: 'Sign in completely, and call a tool' },
    { by: 'attacker', does: 'Read the access token of that call in a log' },
    { by: 'attacker', does: 'Call a tool: with the token alone, then with a proof by your own key' },
  ],
  async *play({ begin, notebook }) {
    const victim = begin();
    await victim.signIn();
    const { token } = await copiedCall(victim);
    yield;
    notebook.holds('the access token', token);
    yield;
    await presentStolen(victim, token);
    return TOKEN_REFUSED;
  },
  harm: actsAsVictim,
};

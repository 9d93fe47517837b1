import { computeCodeChallenge, createCodeVerifier } from '../../../oauth/index.ts';
import { randomBytes } from '../../machine/run/tab-platform.ts';
import { SPEC } from '../../machine/spec-references.ts';
import type { Attack } from './attack.ts';
import { actsAsVictim, codeIn, redeem, withoutKey } from './stolen-code.ts';

export const redirectPrefix: Attack = {
  slug: 'redirect-prefix',
  title: 'Redirect URI by prefix',
  threat:
    'The attacker sends the victim a sign-in link whose redirect URI begins like the registered one, but leads to the attacker’s page. The challenge in the link is the attacker’s too, so the attacker has the verifier.',
  clause: SPEC.exactRedirectUri,
  missing: ['exact redirect URI'],
  weakened: 'The server compares only the beginning of redirect URIs.',
  harmed: 'The attacker gets the code, has the verifier, and calls tools as the victim. PKCE is no help.',
  stoppedBy: ['exact redirect URI'],
  refusal: { file: 'mocks/authorization-server/authorization-request.ts', name: 'findRecipient' },
  steps: [
    { by: 'attacker', does: 'Make a link with a challenge of your own' },
    { by: 'victim', does: 'Open the link, and sign in' },
    { by: 'attacker', does: 'Redeem the code' },
  ],
  async *play({ begin, notebook }) {
    const victim = begin();
    const verifier = createCodeVerifier({ randomBytes });
    const challenge = await computeCodeChallenge(verifier);
    const redirectUri = `${victim.origin}/callback.attacker`;
    notebook.holds('a verifier of their own', verifier);
    notebook.knows('a redirect URI that begins like the registered one', redirectUri);
    yield;
    const landed = await victim.authorize({
      request(request) {
        const { searchParams } = request;
        withoutKey(request);
        searchParams.set('code_challenge', challenge);
        searchParams.set('redirect_uri', redirectUri);
      },
    });
    const code = codeIn(landed);
    notebook.holds('the code', code);
    yield;
    const form = { grant_type: 'authorization_code', redirect_uri: redirectUri, code_verifier: verifier };
    await redeem(victim, { ...form, code }, notebook);
    return undefined;
  },
  harm: actsAsVictim,
};

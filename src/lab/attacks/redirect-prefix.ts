import { computeCodeChallenge, createCodeVerifier } from '../../oauth/index.ts';
import { SPEC } from '../spec-references.ts';
import type { Attack } from './attack.ts';
import { actsAsVictim, codeIn, redeem } from './loot.ts';

export const redirectPrefix: Attack = {
  slug: 'redirect-prefix',
  title: 'Redirect URI by prefix',
  threat:
    'The attacker sends the victim a sign-in link of their own making, whose redirect URI only begins like the registered one and ends at a page of theirs. The challenge in it is the attacker’s too, so they hold the verifier.',
  clause: SPEC.exactRedirectUri,
  weakened: 'The server compares redirect URIs by their beginning.',
  harmed: 'The attacker gets the code, has the verifier, and calls tools as the victim. PKCE is no help.',
  stoppedBy: ['exact redirect URI'],
  refusal: { file: 'mocks/authorization-server/authorize.ts', name: 'findRecipient' },
  async play({ begin, defended }) {
    const victim = begin({ policy: defended ? {} : { redirectUriMatching: 'prefix' } });
    const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));
    const verifier = createCodeVerifier({ randomBytes });
    const challenge = await computeCodeChallenge(verifier);
    const redirectUri = `${victim.origin}/callback.attacker`;
    const landed = await victim.obtainAnswer({
      request({ searchParams }) {
        searchParams.set('code_challenge', challenge);
        searchParams.set('redirect_uri', redirectUri);
      },
    });
    await redeem(victim, {
      grant_type: 'authorization_code',
      code: codeIn(landed),
      redirect_uri: redirectUri,
      code_verifier: verifier,
    });
  },
  harm: actsAsVictim,
};

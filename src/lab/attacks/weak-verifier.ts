import { computeCodeChallenge } from '../../oauth/index.ts';
import { SPEC } from '../spec-references.ts';
import type { Attack } from './attack.ts';
import { actsAsVictim, codeIn, redeem, seenRequest } from './loot.ts';
import { WEAK_VERIFIERS, weakVerifier } from './naive-client/weak-verifier.ts';

export const weakVerifierAttack: Attack = {
  slug: 'weak-verifier',
  title: 'Weak verifier',
  threat:
    'The verifier is as long as the rule wants and made of almost nothing: a counter, a clock, Math.random with a short seed. Whoever reads the challenge hashes every candidate until one fits.',
  clause: SPEC.verifier,
  weakened: 'The client’s verifier is one of 4,096.',
  harmed: 'The attacker finds the verifier, and calls tools as the victim.',
  stoppedBy: ['entropy'],
  refusal: { file: 'oauth/pkce.ts', name: 'createCodeVerifier' },
  async play({ begin, defended }) {
    const victim = begin();
    const [random = 0] = crypto.getRandomValues(new Uint16Array(1));
    const weakChallenge = await computeCodeChallenge(weakVerifier(random % WEAK_VERIFIERS));
    const callbackUrl = await victim.obtainAnswer(
      defended ? {} : { request: ({ searchParams }) => searchParams.set('code_challenge', weakChallenge) },
    );
    const found = await search(seenRequest(victim).get('code_challenge') ?? '');
    await redeem(victim, {
      grant_type: 'authorization_code',
      code: codeIn(callbackUrl),
      // Without a find there is nothing to lose by guessing.
      code_verifier: found ?? weakVerifier(0),
    });
  },
  harm: actsAsVictim,
};

async function search(challenge: string): Promise<string | undefined> {
  for (let number = 0; number < WEAK_VERIFIERS; number += 1) {
    if ((await computeCodeChallenge(weakVerifier(number))) === challenge) return weakVerifier(number);
  }
  return undefined;
}

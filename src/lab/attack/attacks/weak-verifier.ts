import { computeCodeChallenge } from '../../../oauth/index.ts';
import { weakVerifier } from '../../machine/naive-client/weak-verifier.ts';
import { SPEC } from '../../machine/spec-references.ts';
import type { Attack } from './attack.ts';
import { searchVerifier } from './brute-force/search.ts';
import { actsAsVictim, codeIn, redeem, seenRequest } from './stolen-code.ts';

/** The entropy of the weak verifier, in bits: little more than the entropy of a PIN of three digits. */
const BITS = 12;

export const weakVerifierAttack: Attack = {
  slug: 'weak-verifier',
  title: 'Weak verifier',
  threat:
    'The verifier is as long as required, but has almost no entropy: a counter, a clock, Math.random with a short seed. Anyone who reads the challenge can hash every candidate until one fits.',
  clause: SPEC.verifierEntropy,
  missing: ['random verifier'],
  weakened: 'The client’s verifier is one of 4,096 values.',
  naive: {
    wrong: { file: 'lab/machine/naive-client/weak-verifier.ts', name: 'weakVerifier' },
    right: { file: 'oauth/pkce.ts', name: 'createCodeVerifier' },
  },
  harmed: 'The attacker finds the verifier, and calls tools as the victim.',
  stoppedBy: ['random verifier', 'DPoP'],
  refusal: { file: 'mocks/authorization-server/check-pkce.ts', name: 'checkPkce' },
  steps: [
    { by: 'victim', does: 'Sign in, up to the authorization response' },
    { by: 'attacker', does: 'Read the challenge and the code' },
    { by: 'attacker', does: 'Hash all 4,096 candidates' },
    { by: 'attacker', does: 'Redeem the code with the match' },
  ],
  async *play({ begin, on, notebook }) {
    const victim = begin();
    const [random = 0] = crypto.getRandomValues(new Uint16Array(1));
    const weakChallenge = await computeCodeChallenge(weakVerifier(random % 2 ** BITS));
    const callbackUrl = await victim.authorize(
      on('random verifier')
        ? {}
        : { request: ({ searchParams }) => searchParams.set('code_challenge', weakChallenge) },
    );
    yield;
    const challenge = seenRequest(victim).get('code_challenge') ?? '';
    const code = codeIn(callbackUrl);
    notebook.knows('the challenge', challenge);
    notebook.holds('the code', code);
    yield;
    const found = await searchVerifier(challenge, BITS);
    if (found) notebook.holds('the verifier', found);
    yield;
    // Without a matching verifier, the attacker can only guess.
    const form = { grant_type: 'authorization_code', code, code_verifier: found ?? weakVerifier(0) };
    await redeem(victim, form, notebook);
    return undefined;
  },
  harm: actsAsVictim,
};

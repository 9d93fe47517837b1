import { withoutPkce } from '../../machine/run/without-pkce.ts';
import { SPEC } from '../../machine/spec-references.ts';
import type { Attack } from './attack.ts';
import { codeIn, seenRequest, withoutKey, worksForAttacker } from './stolen-code.ts';

export const pkceDowngrade: Attack = {
  slug: 'pkce-downgrade',
  title: 'PKCE downgrade',
  threat:
    'If PKCE is optional, the server checks no verifier for a code without a challenge. The attacker omits the challenge in their own request and puts the resulting code into the victim’s response. The victim’s verifier is then compared with nothing.',
  clause: SPEC.downgrade,
  missing: ['PKCE'],
  weakened: 'The server does not require PKCE, and ignores a verifier whose code has no challenge.',
  harmed: 'The victim works in the attacker’s account.',
  stoppedBy: ['PKCE'],
  note: 'RFC 9700 §4.8 first describes a client that stops forged callbacks with PKCE instead of state. This attacker reads the front channel and copies state and nonce, so only the server can refuse.',
  refusal: { file: 'mocks/authorization-server/authorization-request.ts', name: 'checkRequest' },
  steps: [
    { by: 'victim', does: 'Sign in, up to the authorization response' },
    { by: 'attacker', does: 'Get a code of your own without a challenge' },
    { by: 'attacker', does: 'Put this code into the victim’s response' },
    { by: 'victim', does: 'Call a tool' },
  ],
  async *play({ begin, notebook }) {
    const victim = begin();
    const response = new URL(await victim.authorize());
    const nonce = seenRequest(victim).get('nonce') ?? '';
    notebook.knows('the victim’s nonce', nonce);
    yield;
    const forged = await victim.attacker().authorize({
      request(request) {
        withoutPkce.request(request);
        withoutKey(request);
        // The attacker read the nonce in the front channel, so the forged response has the expected nonce.
        request.searchParams.set('nonce', nonce);
      },
    });
    const code = codeIn(forged);
    if (!code) return 'The server gave the attacker no code.';
    notebook.holds('a code of their own, bound to nothing', code);
    yield;
    response.searchParams.set('code', code);
    await victim.openCallback(response.href);
    yield;
    await victim.callTool('whoami');
    return undefined;
  },
  harm: worksForAttacker,
};

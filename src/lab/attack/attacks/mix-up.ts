import { COUNTERFEIT } from '../../machine/run/server-of.ts';
import { SPEC } from '../../machine/spec-references.ts';
import type { Attack } from './attack.ts';
import { counterfeitIssuer } from './counterfeit.ts';
import { actsAsVictim, redeem } from './stolen-code.ts';

export const mixUp: Attack = {
  slug: 'mix-up',
  title: 'Mix-up of two issuers',
  threat:
    'The victim connects to the attacker’s MCP server. The attacker’s authorization server forwards the authorization request to an honest authorization server. The honest server responds, but the client sends code and verifier to the server where the sign-in began: the attacker’s server.',
  clause: SPEC.issuer,
  missing: ['iss'],
  weakened: 'The honest authorization server does not name itself in its responses.',
  harmed: 'The attacker gets code and verifier, and calls tools as the victim. PKCE is no help.',
  stoppedBy: ['iss'],
  note: 'In place of iss, RFC 9700 §4.4.2 accepts a separate redirect URI for each issuer. This client has one redirect URI for all issuers.',
  refusal: { file: 'oauth/authorization-response.ts', name: 'checkIssuer' },
  steps: [
    { by: 'victim', does: 'Connect to the attacker’s server, and sign in where it leads' },
    { by: 'victim', does: 'Let the client process the response' },
    { by: 'attacker', does: 'Redeem what the client sent' },
  ],
  async *play({ begin, notebook }) {
    const trap = counterfeitIssuer();
    const victim = begin({ middleware: [trap.middleware], serverUrl: COUNTERFEIT });
    const response = await victim.authorize();
    notebook.knows('the issuer that the client expects', `${victim.origin}${COUNTERFEIT}/idp`);
    yield;
    const failed = await victim.openCallback(response).then(
      () => undefined,
      (error: unknown) => error,
    );
    const caught = trap.caught();
    // The client always fails: either before it sends anything, or because the attacker’s server returns no token.
    if (!caught) throw failed;
    notebook.holds('the code', caught.code ?? '');
    notebook.holds('the verifier', caught.code_verifier ?? '');
    yield;
    await redeem(victim, caught, notebook);
    return undefined;
  },
  harm: actsAsVictim,
};

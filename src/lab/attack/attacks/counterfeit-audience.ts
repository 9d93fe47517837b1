import { COUNTERFEIT } from '../../machine/run/server-of.ts';
import { SPEC } from '../../machine/spec-references.ts';
import type { Attack } from './attack.ts';
import { counterfeitMcpServer } from './counterfeit.ts';
import { actsAsVictim, presentStolen, TOKEN_REFUSED } from './stolen-code.ts';

export const counterfeitAudience: Attack = {
  slug: 'counterfeit-audience',
  title: 'A token at another audience',
  threat:
    'The attacker runs an MCP server and gets the victim to connect to it. The attacker’s server sends the victim to the authorization server that the victim trusts. The attacker’s server gets the token, and uses it at the honest MCP server, which accepts the token.',
  clause: SPEC.resource,
  missing: ['audience'],
  weakened:
    'The authorization server issues tokens for any resource, and the MCP server accepts all of these tokens.',
  harmed: 'The attacker calls the honest server as the victim.',
  stoppedBy: ['audience', 'DPoP'],
  note: 'RFC 9700 §4.10 names both defences. With tokens that are bound to a key (DPoP), the token and the proof that the client sent are worth nothing at another server, whatever the audience of the token.',
  refusal: { file: 'mocks/authorization-server/authorization-request.ts', name: 'checkRequest' },
  steps: [
    { by: 'victim', does: 'Connect to the attacker’s server, and sign in' },
    { by: 'victim', does: 'Call a tool there' },
    { by: 'attacker', does: 'Take the token to the honest server' },
  ],
  async *play({ begin, notebook }) {
    const trap = counterfeitMcpServer();
    const victim = begin({ middleware: [trap.middleware], serverUrl: COUNTERFEIT });
    notebook.knows('the issuer that their server names', victim.issuer);
    await victim.signIn();
    yield;
    // The call of the victim fails, because the attacker’s server only wanted the token.
    await victim.callTool('whoami').catch(() => undefined);
    const caught = trap.caught();
    if (!caught) return 'The victim sent no token.';
    const { token, proof } = caught;
    notebook.holds('the access token', token);
    if (proof !== undefined) notebook.holds('a proof for their own server', proof);
    yield;
    await presentStolen(victim, token, proof === undefined ? [] : [proof]);
    return TOKEN_REFUSED;
  },
  harm: actsAsVictim,
};

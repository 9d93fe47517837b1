import { otherServerUrl } from '../../machine/run/servers.ts';
import { SPEC } from '../../machine/spec-references.ts';
import { responseOf } from '../../machine/wire/exchange.ts';
import { bearerClaims } from '../crafting/access-token.ts';
import { tokenRequest, toolCall } from '../crafting/request-template.ts';
import { tolerated } from '../crafting/verdict.ts';
import type { Challenge } from './challenge.ts';
import { ranAsVictim } from './harm.ts';
import { OWN_CLIENT, ownClient, ownRedirectUri, signInToOwnClient } from './own-client.ts';

export const tokenForNextDoor: Challenge = {
  slug: 'token-for-next-door',
  title: 'A token for next door',
  situation:
    'You run Parcels, an app with an MCP server of its own. Ada has signed in to Parcels, so the code and the verifier of this sign-in are yours by right. Her notes are at another MCP server, which trusts the same authorization server. She never gave Parcels access to her notes.',
  goal: 'Call a tool as Ada at the server of her notes.',
  hints: [
    'Ada allowed a token for your server. Either you get a token for her server, or her server accepts the token for your server.',
    'Exchange the code as your app would, and read the audience of the token. A token request may also name a resource.',
  ],
  setting: (origin) => ({ clients: [ownClient(origin)] }),
  weaknesses: [
    {
      id: 'audience-unchecked',
      name: 'The MCP server accepts a token that was issued for another server.',
      clause: SPEC.mcpAudience,
      setting: { checkAudience: false },
      refusal: { by: 'MCP server', reason: 'wrong audience', error: 'invalid_token' },
      letThrough: (exchange) => {
        const claims = bearerClaims(exchange);
        return (
          responseOf(exchange)?.status === 200 &&
          exchange.request.url.endsWith('/mcp') &&
          claims !== undefined &&
          claims.audience !== exchange.request.url
        );
      },
      hint: 'Exchange the code as it is, and use the token at the server of her notes.',
    },
    {
      id: 'resource-by-request',
      name: 'The authorization server issues a token for any resource that the token request names.',
      clause: SPEC.resource,
      setting: { policy: { audienceRestriction: false } },
      refusal: { by: 'authorization server', reason: 'resource not granted', error: 'invalid_target' },
      letThrough: (exchange) => tolerated(exchange, 'resource not granted'),
      hint: 'Name the server of her notes as the resource of the token request.',
    },
  ],
  async prepare(run, notebook) {
    const resource = otherServerUrl(run.origin);
    const { code, verifier } = await signInToOwnClient(run, { resource, scope: 'notes:read' });
    notebook.knows('resource of your server', resource);
    notebook.knows('resource of her notes', run.resource);
    notebook.holds('code', code);
    notebook.holds('code_verifier', verifier);
    return [
      tokenRequest(run, [
        ['code', ''],
        ['code_verifier', ''],
        ['client_id', OWN_CLIENT],
        ['redirect_uri', ownRedirectUri(run.origin)],
        ['resource', ''],
      ]),
      toolCall(run),
    ];
  },
  harm: ranAsVictim,
};

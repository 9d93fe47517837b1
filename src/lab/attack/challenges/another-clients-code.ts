import type { RegisteredClient } from '../../../mocks/authorization-server/store.ts';
import { withoutPkce } from '../../machine/run/without-pkce.ts';
import { SPEC } from '../../machine/spec-references.ts';
import { codeIn } from '../attacks/stolen-code.ts';
import { tokenRequest, toolCall } from '../crafting/request-template.ts';
import { tolerated } from '../crafting/verdict.ts';
import type { Challenge, Weakness } from './challenge.ts';
import { ranAsVictim } from './harm.ts';

const by: Weakness['refusal']['by'] = 'authorization server';

const HONEST = 'agenda-web';
const OWN = 'mallory-web';
/** The secret of the attacker's own client. The secret of the honest client is never on the wire. */
const OWN_SECRET = 'own-client-secret-of-mallory';

export const anotherClientsCode: Challenge = {
  slug: 'another-clients-code',
  title: 'The code of another client',
  situation:
    'Agenda and your own app are both confidential clients of this server: each has a secret, and neither uses PKCE. Ada signed in to Agenda, and you found the code in the history of a shared computer. You do not have the secret of Agenda.',
  goal: 'Call a tool as Ada.',
  hints: [
    'Without PKCE, two rules protect this code: it belongs to one client, and this client has to authenticate.',
    'You can name your own client and send its secret, or name Agenda and send no secret.',
  ],
  setting: (origin) => ({
    // Before RFC 9700, a client with a secret did not have to use PKCE.
    policy: { pkceRequired: false },
    clients: [
      confidential(HONEST, 'Agenda', origin, 'unknown-to-mallory'),
      confidential(OWN, 'Parcels', origin, OWN_SECRET),
    ],
  }),
  weaknesses: [
    {
      id: 'code-of-another-client',
      name: 'The server exchanges a code for any client that authenticates.',
      clause: SPEC.tokenRequest,
      setting: { policy: { codeClientBinding: false } },
      refusal: { by, reason: 'code of another client', error: 'invalid_grant' },
      letThrough: (exchange) => tolerated(exchange, 'code of another client'),
      hint: 'Send the secret of your own client, and exchange the code as this client.',
    },
    {
      id: 'no-secret',
      name: 'The server does not authenticate a confidential client when no secret is sent.',
      clause: SPEC.clientAuthenticationAtToken,
      setting: { policy: { clientAuthentication: false } },
      refusal: { by, reason: 'client authentication failed', error: 'invalid_client' },
      letThrough: (exchange) => tolerated(exchange, 'client authentication failed'),
      hint: 'Exchange the code as Agenda, and leave the secret out.',
    },
  ],
  async prepare(run, notebook) {
    const callback = await run.authorize({
      request(url) {
        withoutPkce.request(url);
        url.searchParams.set('client_id', HONEST);
        url.searchParams.set('scope', 'notes:read');
      },
    });
    notebook.knows('client_id of Agenda', HONEST);
    notebook.knows('redirect_uri', `${run.origin}/callback`);
    notebook.knows('your client_id', OWN);
    notebook.holds('your client_secret', OWN_SECRET);
    notebook.holds('code', codeIn(callback));
    return [
      tokenRequest(run, [
        ['code', ''],
        ['redirect_uri', ''],
        ['client_id', ''],
        ['client_secret', ''],
      ]),
      toolCall(run),
    ];
  },
  harm: ranAsVictim,
};

function confidential(
  clientId: string,
  clientName: string,
  origin: string,
  clientSecret: string,
): RegisteredClient {
  return {
    clientId,
    clientName,
    redirectUris: [`${origin}/callback`],
    postLogoutRedirectUris: [],
    grantTypes: ['authorization_code'],
    tokenEndpointAuthMethod: 'client_secret_post',
    clientSecret,
  };
}

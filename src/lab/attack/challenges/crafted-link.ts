import { computeCodeChallenge, createCodeVerifier } from '../../../oauth/index.ts';
import { COUNTERFEIT } from '../../machine/run/server-of.ts';
import { randomBytes } from '../../machine/run/tab-platform.ts';
import { SPEC } from '../../machine/spec-references.ts';
import { link, tokenRequest, toolCall } from '../crafting/request-template.ts';
import { tolerated } from '../crafting/verdict.ts';
import type { Challenge, Weakness } from './challenge.ts';
import { ranAsVictim } from './harm.ts';

const PAGES = ['prize', 'survey', 'voucher', 'photos', 'parcel'];

const refusal: Weakness['refusal'] = {
  by: 'authorization server',
  reason: 'unregistered redirect_uri',
  error: 'invalid_request',
};
const letThrough: Weakness['letThrough'] = (exchange) => tolerated(exchange, refusal.reason);

export const craftedLink: Challenge = {
  slug: 'crafted-link',
  title: 'A link for Ada',
  situation:
    'Ada opens any link that leads to the authorization server that she trusts, signs in, and allows what the server asks for. You own one page on the same host as her app. What arrives at your page is yours; what arrives at the app’s callback is not.',
  goal: 'Call a tool as Ada.',
  hints: [
    'PKCE is no obstacle: the client that begins the flow knows the verifier, and here you begin the flow. What matters is where the response goes.',
    'The server compares your redirect_uri with the registered one. Change more and more of your redirect_uri, and see what the server refuses. The token request has to repeat the redirect_uri of the link.',
  ],
  weaknesses: [
    {
      id: 'redirect-uri-prefix',
      name: 'The server compares only the beginning of the redirect URI.',
      clause: SPEC.exactRedirectUri,
      setting: { policy: { redirectUriMatching: 'prefix' } },
      refusal,
      letThrough,
      hint: 'A redirect_uri may begin like the registered one and still lead elsewhere: a browser resolves /../ before it opens an address.',
    },
    {
      id: 'redirect-uri-origin',
      name: 'The server compares only the origin of the redirect URI.',
      clause: SPEC.exactRedirectUri,
      setting: { policy: { redirectUriMatching: 'origin' } },
      refusal,
      letThrough,
      hint: 'Your page and the callback share scheme, host and port.',
    },
  ],
  async prepare(run, notebook, draw) {
    const verifier = createCodeVerifier({ randomBytes });
    notebook.knows('your page', `${run.origin}${COUNTERFEIT}/${PAGES[draw(PAGES.length)]}`);
    notebook.holds('your verifier', verifier);
    notebook.holds('its challenge', await computeCodeChallenge(verifier));
    const redirectUri = `${run.origin}/callback`;
    return [
      link(run, [
        ['response_type', 'code'],
        ['client_id', 'this-app'],
        ['redirect_uri', redirectUri],
        ['scope', 'notes:read'],
        ['resource', run.resource],
        ['code_challenge', ''],
        ['code_challenge_method', 'S256'],
      ]),
      tokenRequest(run, [
        ['code', ''],
        ['code_verifier', ''],
        ['client_id', 'this-app'],
        ['redirect_uri', redirectUri],
      ]),
      toolCall(run),
    ];
  },
  harm: ranAsVictim,
};

import { SESSION_HEADER } from '../../../mocks/authorization-server/person-session.ts';
import { publicClient } from '../../../mocks/authorization-server/store.ts';
import { computeCodeChallenge, createCodeVerifier } from '../../../oauth/index.ts';
import type { Run } from '../../machine/run/run.ts';
import { COUNTERFEIT } from '../../machine/run/server-of.ts';
import { randomBytes } from '../../machine/run/tab-platform.ts';
import { SPEC } from '../../machine/spec-references.ts';
import { type Send, sendOver } from '../../machine/tabs/network-over.ts';
import { responseOf } from '../../machine/wire/exchange.ts';
import type { Network } from '../../machine/wire/recorder.ts';
import type { Attack } from './attack.ts';
import { actsAsVictim, codeIn, redeem } from './stolen-code.ts';
import { createQueue } from './windows/queue.ts';
import { requireWindows } from './windows/windows.ts';

const CLIENT_ID = 'prize-app';

export const clickjackedConsent: Attack = {
  slug: 'clickjacked-consent',
  title: 'Clickjacked consent',
  threat:
    'The attacker registers an app of their own and puts the server’s consent page for this app into an invisible frame, over a tempting button. The victim, who is signed in at the server, presses Allow without seeing it.',
  clause: SPEC.clickjacking,
  missing: ['no framing'],
  weakened: 'The server’s pages may be shown inside any other page: no frame-ancestors, no X-Frame-Options.',
  harmed: 'The victim has given access to the attacker’s app without seeing a question. PKCE is no help.',
  stoppedBy: ['no framing'],
  refusal: {
    file: 'mocks/authorization-server/page-headers.ts',
    name: 'pageHeaders',
    line: "frame-ancestors 'none'",
  },
  needs: 'frame',
  steps: [
    { by: 'victim', does: 'Sign in at the authorization server, for an honest app' },
    { by: 'attacker', does: 'Ask for consent in the name of your own app' },
    { by: 'victim', does: 'Open the attacker’s page' },
    { by: 'victim', does: 'Press the button that you see there', waitsForReader: true },
    { by: 'attacker', does: 'Redeem the code' },
  ],
  async *play({ begin, on, notebook, ...scenario }) {
    const windows = requireWindows(scenario);
    const victim = begin({ clients: [prizeApp(location.origin)] });
    await victim.authorize();
    yield;
    const verifier = createCodeVerifier({ randomBytes });
    const redirectUri = redirectUriAt(victim.origin);
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: CLIENT_ID,
      redirect_uri: redirectUri,
      scope: 'notes:read',
      resource: victim.resource,
      code_challenge: await computeCodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    notebook.holds('a verifier of their own', verifier);
    notebook.knows('the address for the frame', `${victim.issuer}/authorize?${query}`);
    yield;
    const redirects = createQueue<string>();
    const framing = on('no framing') ? 'refused' : 'allowed';
    const shown = await windows.openFrame(`idp/framed/${framing}?${query}`, {
      async send(request) {
        const response = await sendOver(asVictim(victim))(request);
        const [, landed] = response.headers.find(([name]) => name === 'location') ?? [];
        if (landed) redirects.put(landed);
        return response;
      },
    } satisfies { send: Send });
    if (shown === 'refused') return 'The browser did not show the server’s page inside another page.';
    yield;
    const code = codeIn(await victim.open('attacker', await windows.whileOpen(redirects.take())));
    notebook.holds('the code', code);
    yield;
    const form = { grant_type: 'authorization_code', code, client_id: CLIENT_ID, redirect_uri: redirectUri };
    await redeem(victim, { ...form, code_verifier: verifier }, notebook);
    return undefined;
  },
  harm: actsAsVictim,
};

const redirectUriAt = (origin: string) => `${origin}${COUNTERFEIT}/callback`;

/** The attacker's app, registered in the same way as the other apps. */
const prizeApp = (origin: string) => publicClient(CLIENT_ID, 'Prize App', redirectUriAt(origin));

/** The victim's browser, which sends the session cookie to the server even from a frame. */
function asVictim({ log, networkFor }: Run): Network {
  const cookie = SESSION_HEADER.toLowerCase();
  const session = log
    .getSnapshot()
    .map((exchange) => responseOf(exchange)?.headers[cookie])
    .findLast((found) => found !== undefined);
  return (url, init) =>
    networkFor('browser', 'front')(url, {
      ...init,
      headers: { ...Object.fromEntries(new Headers(init.headers)), [SESSION_HEADER]: session ?? '' },
    });
}

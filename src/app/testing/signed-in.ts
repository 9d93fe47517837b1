import { createSession, type Platform, type Session, type SessionSettings } from '../../oauth/index.ts';
import { memoryStorage } from '../../oauth/testing/platform.ts';

const APP = 'https://app.example';
const ISSUER = 'https://login.example';
const PERSON = { sub: 'ada', name: 'Ada Lovelace' };

/**
 * A session in which Ada is signed in, for unit tests. The session is real. The provider and the API are functions.
 * Pass the session to `SessionProvider`, or use its `fetch`.
 *
 * @param respond the API. The API gets every request except the requests of the sign-in. The access token of the
 * session is `access-token`.
 * @param settings the `scopes`, and the addresses of the `api`. The other settings are fixed.
 */
export async function signedInSession(
  respond: (request: Request) => Response | Promise<Response>,
  { scopes = ['openid', 'profile'], api }: Pick<SessionSettings, 'scopes' | 'api'>,
): Promise<Session> {
  const settings: SessionSettings = {
    server: {
      issuer: ISSUER,
      authorizationEndpoint: `${ISSUER}/authorize`,
      tokenEndpoint: `${ISSUER}/token`,
    },
    vouched: { codeChallengeMethod: 'S256' },
    clientId: 'this-app',
    redirectUri: `${APP}/callback`,
    scopes,
    api,
  };
  const tab = memoryStorage();
  let request = new URLSearchParams();
  const platformAt = (href: string): Platform => ({
    ...inertPlatform(),
    href: () => href,
    storage: { tab, shared: memoryStorage() },
    navigate: (url) => {
      request = new URL(url).searchParams;
    },
    fetch: async (url, init) =>
      url === `${ISSUER}/token` ? tokens(request) : respond(new Request(url, init)),
  });
  await createSession(settings, platformAt(`${APP}/`)).signIn('/');
  const response = new URLSearchParams({ code: 'code', state: request.get('state') ?? '' });
  const session = createSession(settings, platformAt(`${APP}/callback?${response}`));
  await session.completeSignIn();
  return session;
}

function tokens(request: URLSearchParams): Response {
  const nowS = Math.floor(Date.now() / 1000);
  const claims = {
    ...PERSON,
    iss: ISSUER,
    aud: 'this-app',
    nonce: request.get('nonce'),
    iat: nowS,
    exp: nowS + 300,
  };
  const idToken = [{ alg: 'ES256' }, claims].map((part) => btoa(JSON.stringify(part)).replace(/=+$/, ''));
  return Response.json({
    access_token: 'access-token',
    token_type: 'Bearer',
    expires_in: 900,
    scope: request.get('scope'),
    id_token: `${idToken.join('.')}.c2lnbmF0dXJl`,
  });
}

/** A tab that is visible and online, without other tabs, timers or events. */
function inertPlatform() {
  return {
    framed: false,
    replaceUrl: () => {},
    now: () => Date.now(),
    schedule: () => () => {},
    randomBytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
    broadcast: { postMessage: () => {}, addEventListener: () => {} },
    online: () => true,
    whenShown: async () => {},
    listen: () => {},
  };
}

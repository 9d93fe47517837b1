import { createSession, type SessionSettings } from '../index.ts';
import { ISSUER, REDIRECT_URI, SERVER, TOKENS } from './examples.ts';
import { type Responder, type TestPlatform, testPlatform } from './platform.ts';
import { formOf, idToken } from './servers.ts';
import { afterRedirect, completed } from './signing-in.ts';

export const HOME = 'https://app.example/';

export const USERINFO = `${ISSUER}/userinfo`;

/** The settings of an app that knows the endpoints of its provider. */
export const SETUP = {
  clientId: 'app',
  redirectUri: REDIRECT_URI,
  postLogoutRedirectUri: HOME,
  scopes: ['openid', 'profile'],
  server: {
    issuer: ISSUER,
    authorizationEndpoint: SERVER.authorizationEndpoint,
    tokenEndpoint: SERVER.tokenEndpoint,
    endSessionEndpoint: `${ISSUER}/end-session`,
    userinfoEndpoint: USERINFO,
  },
  vouched: { codeChallengeMethod: 'S256' },
} as const satisfies SessionSettings;

/** A provider that copies the code into the `nonce` of the ID token. The tests use the nonce as the code. */
export const provider =
  (token: object = {}, idTokenClaims: object = {}, routes: Record<string, Responder> = {}): Responder =>
  (request) => {
    const { code: nonce } = formOf(request);
    if (request.url === SERVER.tokenEndpoint && !routes[request.url]) {
      return Response.json({ ...TOKENS, id_token: idToken({ nonce, ...idTokenClaims }), ...token });
    }
    return routes[request.url]?.(request) ?? new Response(null, { status: 404 });
  };

/** Signs in at the provider, from the current page. */
export async function signIn(settings: SessionSettings, answer: Responder) {
  const before = testPlatform(answer, { url: `${HOME}notes?all=1#latest` });
  await createSession(settings, before).signIn('/notes');
  const platform = afterRedirect(before, { code: lastQuery(before).nonce ?? 'code-1' });
  return { session: await completed(platform, settings), platform };
}

export const lastQuery = ({ navigations }: TestPlatform): Record<string, string> =>
  Object.fromEntries(new URL(navigations.at(-1) ?? HOME).searchParams);

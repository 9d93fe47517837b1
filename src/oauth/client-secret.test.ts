import { describe, expect, it } from 'vitest';
import { createSession } from './index.ts';
import { SERVER_METADATA } from './testing/documents.ts';
import { ISSUER, SERVER, TOKENS } from './testing/examples.ts';
import { type Responder, type TestPlatform, testPlatform } from './testing/platform.ts';
import { formOf, testServers } from './testing/servers.ts';
import { afterRedirect, SETTINGS } from './testing/signing-in.ts';

const METADATA_URL = 'https://as.example/.well-known/oauth-authorization-server/t1';
const { clientId: _, ...REGISTERING } = SETTINGS;

type Method = 'client_secret_basic' | 'client_secret_post';

/** Servers whose metadata has these members, and whose registration endpoint issues a secret. */
function serversWith(members: () => object, method: Method): Responder {
  const register: Responder = () =>
    Response.json({ client_id: 'c', client_secret: 'se3ret', token_endpoint_auth_method: method });
  return testServers({
    [METADATA_URL]: () => Response.json({ ...SERVER_METADATA, ...members() }),
    [`${ISSUER}/register`]: register,
    'https://honest.example/register': register,
    'https://elsewhere.example/revoke': () => new Response(null),
    'https://honest.example/token': () => Response.json(TOKENS),
  });
}

async function signIn(platform: TestPlatform) {
  await createSession(REGISTERING, platform).signIn();
  const back = afterRedirect(platform);
  const session = createSession(REGISTERING, back);
  return { back, session, completed: session.completeSignIn() };
}

const hasSecret = ({ requests }: TestPlatform, url: string) =>
  requests
    .filter((request) => request.url === url)
    .map((request) => request.headers.has('Authorization') || 'client_secret' in formOf(request));

describe.each<Method>(['client_secret_basic', 'client_secret_post'])('a client secret, by %s,', (method) => {
  it('goes to the origin of the token endpoint', async () => {
    const { back, session, completed } = await signIn(
      testPlatform(serversWith(() => ({ registration_endpoint: `${ISSUER}/register` }), method)),
    );
    await completed;
    await session.signOut();
    expect(hasSecret(back, SERVER.tokenEndpoint)).toEqual([true]);
    expect(hasSecret(back, `${ISSUER}/revoke`)).toEqual([true]);
  });

  it('is still sent if an earlier version stored the secret without an origin', async () => {
    const platform = testPlatform(serversWith(() => ({}), method));
    const client = { clientId: 'c', clientSecret: { method, value: 'se3ret' } };
    platform.tab.setItem(`oauth:client:${ISSUER}`, JSON.stringify({ client, byHand: true }));
    const { back, completed } = await signIn(platform);
    await completed;
    expect(hasSecret(back, SERVER.tokenEndpoint)).toEqual([true]);
  });

  it('is not sent to a revocation endpoint of another origin, because that origin may be another server’s', async () => {
    const elsewhere = 'https://elsewhere.example/revoke';
    const members = { registration_endpoint: `${ISSUER}/register`, revocation_endpoint: elsewhere };
    const { back, session, completed } = await signIn(testPlatform(serversWith(() => members, method)));
    await completed;
    await session.signOut();
    expect(hasSecret(back, elsewhere)).toEqual([false]);
    expect(formOf(back.requests.find(({ url }) => url === elsewhere))).toMatchObject({ client_id: 'c' });
  });

  it('is not sent to a token endpoint of another origin that the issuer names after the registration', async () => {
    const honest = 'https://honest.example';
    let members: object = { registration_endpoint: `${honest}/register`, token_endpoint: `${honest}/token` };
    const platform = testPlatform(serversWith(() => members, method));
    const first = createSession(REGISTERING, platform);
    await first.signIn();
    expect(first.getSnapshot()).toEqual({ status: 'redirecting' });
    members = {};
    // A failed exchange makes the next sign-in fetch the metadata again.
    platform.tab.removeItem(`oauth:discovery:${SETTINGS.serverUrl}`);
    const { back, completed } = await signIn(platform.reload('https://app.example/'));
    await completed;
    expect(hasSecret(back, SERVER.tokenEndpoint)).toEqual([false]);
  });
});

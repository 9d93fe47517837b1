import { describe, expect, it } from 'vitest';
import { createTestBrowser, ISSUER, PAGE, SERVER, type TestServers } from '../testing/browser.ts';
import { answering, issuerWith, withoutCors } from '../testing/changes.ts';
import { reportOn } from '../testing/reports.ts';
import { postsTo } from '../testing/requests.ts';
import { cors, corsJson, READABLE, webPage } from '../testing/responses.ts';
import { registerClient } from './probes/register-client.ts';

const TOKEN = `${ISSUER}/token`;
const REGISTER = `${ISSUER}/register`;
const registering = { registrationOffered: true };

const posting = (to: string, answer: () => Response): TestServers => ({
  policy: registering,
  instead: postsTo(to, answer),
});
const json = (body: object, status: number) => () => corsJson(body, status);
const text = (status: number, words?: string) => () => cors(words ?? 'No.', status);
const redirect = (Location: string) => () => cors(null, 302, { Location });

async function examineServers(servers: TestServers, probing = false) {
  const browser = createTestBrowser(servers);
  const seen = await browser.examine();
  const evidence = probing ? await browser.probeAll(seen) : seen;
  const register = () => registerClient(browser.client, evidence, 'web');
  return { evidence, register, ...reportOn(evidence) };
}

it.each([
  [404, 'fail'],
  [405, 'fail'],
  [400, 'pass'],
  [200, 'pass'],
  [403, 'not testable'],
  [503, 'not testable'],
])(
  'an authorization endpoint that answers a request without parameters with a readable %i: “%s”',
  async (status, result) => {
    const isBare = ({ method, url }: Request) => method === 'GET' && url.startsWith(`${ISSUER}/authorize`);
    const { finding } = await examineServers(answering(isBare, text(status)));
    expect(finding('authorization-endpoint-exists')).toMatchObject({ result });
  },
);

describe('a token endpoint', () => {
  it.each([404, 405, 410, 415, 501])('that responds with %i counts as missing', async (status) => {
    const { verdict, saw } = await examineServers(posting(TOKEN, text(status)));
    expect(saw('token-endpoint-answers')).toBe(
      `It answered ${status} to a token request with an invalid code.`,
    );
    expect(verdict.usable).toBe('none');
  });

  it.each([402, 407, 421, 429, 451, 500, 503])('that responds with %i is not testable', async (status) => {
    const { finding, verdict } = await examineServers(posting(TOKEN, text(status)));
    expect(finding('token-endpoint-answers')).toMatchObject({ result: 'not testable' });
    expect(verdict.usable).toBe('sign-in');
  });

  it('a token endpoint that sends a web page is not testable, because the page may be a proxy’s', async () => {
    const { reason } = await examineServers(posting(TOKEN, () => webPage(403)));
    expect(reason('token-endpoint-answers')).toContain('possibly from a proxy');
  });

  it.each([400, 401])('counts as existing if it refuses the code with %i', async (status) => {
    const { finding } = await examineServers(posting(TOKEN, json({ error: 'invalid_grant' }, status)));
    expect(finding('token-endpoint-answers')).toMatchObject({ result: 'pass' });
  });

  it('a token endpoint that hides only its refusals: a page can sign in, and the report names the missing headers', async () => {
    const browser = createTestBrowser({
      change: withoutCors(({ url }, { status }) => url === TOKEN && status === 400),
    });
    const { broken, saw, verdict } = reportOn(await browser.probeAll(await browser.examine()));
    expect(broken).toEqual(['token-endpoint-readable']);
    expect(saw('token-endpoint-readable')).toMatch(/^A page can read its tokens, but not how it refuses/);
    expect(verdict.text).toMatch(/^A page can sign in here, but should not yet/);
  });

  it('a token endpoint that redirects: the report says which address the metadata must have', async () => {
    const { saw, advice } = await examineServers(posting(TOKEN, redirect('/login')));
    expect(saw('token-endpoint-readable')).toContain('a code and a verifier would go to the new address');
    expect(advice('token-endpoint-readable')).toBe(
      'Publish the address that it redirects to as the token_endpoint.',
    );
  });
});

describe('a registration endpoint', () => {
  it.each([401, 404, 405])('that responds with %i registers no page', async (status) => {
    const { advice } = await examineServers(posting(REGISTER, text(status)));
    expect(advice('registration-readable')).toContain('enter its client ID here');
  });

  it('a registration endpoint that redirects: the report says which address the metadata must have, and no headers', async () => {
    const { finding } = await examineServers(posting(REGISTER, redirect('/login')));
    expect(finding('registration-readable')).toMatchObject({
      saw: expect.stringMatching(/^It answers a registration with a redirect\b/),
      fix: { say: expect.stringContaining('as the registration_endpoint') },
    });
  });

  it.each([402, 403, 407, 421, 429, 451, 500])('that responds with %i is not testable', async (status) => {
    const { finding } = await examineServers(posting(REGISTER, text(status)));
    expect(finding('registration-readable')).toMatchObject({ result: 'not testable' });
  });

  it('may refuse clients: the report says only that the metadata announces the endpoint', async () => {
    const { finding } = await examineServers({ policy: registering });
    expect(finding('registration-offered')).toMatchObject({ note: 'It announces dynamic registration.' });
  });

  it.each<[string, () => Response, string | RegExp]>([
    [
      'an error of RFC 7591',
      json({ error: 'invalid_redirect_uri', error_description: 'Only https://a.example' }, 400),
      'The server registered no client: 400 invalid_redirect_uri. It says: “Only https://a.example”',
    ],
    [
      'text',
      text(403, 'Policy “Trusted Hosts” rejected the request'),
      'The server registered no client: 403. It says: “Policy “Trusted Hosts” rejected the request”',
    ],
    ['a web page', () => webPage(403), /The server registered no client: 403\.$/],
    ['a page', () => webPage(200), /answered 200 with a web page, without a client_id that is a string\.$/],
    [
      'nothing',
      () => {
        throw new TypeError('fetch failed');
      },
      'The browser shows no response, and does not say why.',
    ],
    ['a numeric ID', json({ client_id: 7 }, 201), 'answered 201 without a client_id that is a string.'],
    ['a redirect', redirect('https://as.example/'), 'The registration endpoint answered with a redirect'],
    [
      'an error and status 200',
      json({ error: 'invalid_client_metadata', error_description: 'A software_statement is required.' }, 200),
      'It says: “A software_statement is required.”',
    ],
    [
      'a list of errors',
      json({ message: 'Invalid.', errors: { 'redirect_uris.0': ['Not a valid URL.'] } }, 422),
      'It says: “Invalid. Not a valid URL.”',
    ],
    ['a rate limit', json({ error: 'slow_down' }, 429), '429 slow_down. Try again later.'],
    [
      'a client with a secret',
      json({ client_id: 'a', client_secret: 's', token_endpoint_auth_method: 'client_secret_basic' }, 201),
      'The server registered a client that needs a secret (client_secret_basic), although the request said “none”.',
    ],
  ])('that responds with %s: the failure states the reason', async (_what, answer, words) => {
    const { register } = await examineServers(posting(REGISTER, answer));
    await expect(register()).rejects.toThrow(words);
  });

  it.each([
    [undefined, undefined],
    [[], undefined],
    [[`${PAGE}/callback`], undefined],
    [['https://a.example/x', 'https://b.example/y'], 'https://a.example/x, https://b.example/y'],
  ])('that responds with the redirect URIs %j registers the client', async (uris, insteadOfUri) => {
    const answer = json({ client_id: 'a', redirect_uris: uris }, 201);
    const { register } = await examineServers(posting(REGISTER, answer));
    expect(await register()).toEqual({ clientId: 'a', ...(insteadOfUri && { insteadOfUri }) });
  });

  const DELETABLE = {
    ...READABLE,
    'Access-Control-Allow-Methods': 'POST, DELETE',
    'Access-Control-Allow-Headers': 'authorization, content-type',
  };
  const MANAGED = `${REGISTER}/a`;
  it.each<[unknown, unknown, string?]>([
    [MANAGED, 'secret', 'Bearer secret'],
    ['https://other.example/a', 'secret'],
    ['a', 'secret'],
    [MANAGED, undefined],
    [MANAGED, 7],
    [MANAGED, 'line\nfeed'],
  ])('gets a registration access token only at its own origin: %j, %j', async (uri, token, sent) => {
    const deletions: (string | null)[] = [];
    const { register } = await examineServers({
      policy: registering,
      instead({ method, url, headers }) {
        if (method === 'OPTIONS' && url.startsWith(REGISTER))
          return new Response(null, { headers: DELETABLE });
        if (method === 'DELETE') deletions.push(url, headers.get('Authorization'));
        if (method === 'POST' && url === REGISTER) {
          const managed = { registration_client_uri: uri, registration_access_token: token };
          return corsJson({ client_id: 'a', ...managed }, 201);
        }
        return undefined;
      },
    });
    await (await register()).deleteClient?.();
    expect(deletions).toEqual(sent ? [MANAGED, sent] : []);
  });

  it.each([true, false])('that is missing: the reason names metadata documents (%s)', async (accepted) => {
    const { register } = await examineServers(
      issuerWith({ registration_endpoint: undefined, client_id_metadata_document_supported: accepted }),
    );
    const failure = await register().catch((error: unknown) => String(error));
    expect(failure).toContain('This server has no registration endpoint.');
    expect(String(failure).includes('It accepts client ID metadata documents')).toBe(accepted);
  });
});

describe('a sign-in that does not work', () => {
  it('because the server does not know the resource: the advice is about the resource', async () => {
    const unknown = posting(TOKEN, json({ error: 'invalid_target' }, 400));
    const { saw, advice, fixCode } = await examineServers(unknown, true);
    expect(saw('sign-in-works')).toBe('The token endpoint issued no token for the code: invalid_target.');
    expect(advice('sign-in-works')).toContain('The refusal is about the resource');
    expect(fixCode('sign-in-works')).toBe(`resource=${SERVER}`);
  });

  it('because the server does not know a scope: the advice is about the scopes', async () => {
    const { advice } = await examineServers(posting(TOKEN, json({ error: 'invalid_scope' }, 400)), true);
    expect(advice('sign-in-works')).toContain('The refusal is about a scope');
  });

  it('because the token response is plain text: the report names the content type', async () => {
    const text = () => cors('gho_4f9d8s7a6d5f4g3h2j1k', 200, { 'Content-Type': 'text/plain' });
    const { saw, advice } = await examineServers(posting(TOKEN, text), true);
    expect(saw('sign-in-works')).toContain('200, with text/plain, and no JSON object');
    expect(advice('sign-in-works')).toContain('a JSON object');
  });

  it('because only refusals have CORS headers: the page cannot read the response to its call', async () => {
    const { verdict, saw } = await examineServers(
      { change: withoutCors(({ method, url }, { ok }) => url === SERVER && method === 'POST' && ok) },
      true,
    );
    expect(saw('sign-in-works')).toContain(
      'the response of the MCP server to a call with it could not be read',
    );
    expect(verdict.usable).toBe('none');
  });
});

it.each<[number, Record<string, string>, string]>([
  [500, {}, 'The MCP server answered 500 to a call with the token.'],
  [
    403,
    {
      'WWW-Authenticate': 'Bearer error="insufficient_scope", scope="admin"',
      'Access-Control-Expose-Headers': 'WWW-Authenticate',
    },
    'because the token lacks a scope: Bearer error="insufficient_scope", scope="admin"',
  ],
])('the report states that a sign-in works and a call gets %i', async (status, headers, note) => {
  const { finding } = await examineServers(
    {
      change: (request, response) =>
        request.url === SERVER && request.method === 'POST' && response.ok
          ? cors('No.', status, headers)
          : response,
    },
    true,
  );
  expect(finding('sign-in-works')).toMatchObject({ result: 'pass', note: expect.stringContaining(note) });
});

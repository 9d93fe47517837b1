import { describe, expect, it } from 'vitest';
import type { TestServers } from '../testing/browser.ts';
import { challengeWith, responsesFrom, withMembers, withoutCors, withoutIssuer } from '../testing/changes.ts';
import { examineServers, reportOn } from '../testing/reports.ts';
import { isResourceMetadata, isServerMetadata, isTokenEndpoint, postsTo } from '../testing/requests.ts';
import { corsJson } from '../testing/responses.ts';
import { signInAt } from '../testing/signed-in-at.ts';

type Change = NonNullable<TestServers['change']>;

/** Every authorization response is this error. */
const refusingWith =
  (error: string, description: string): Change =>
  (_request, response) => {
    const location = response.headers.get('Location');
    if (!location || !URL.canParse(location)) return response;
    const url = new URL(location);
    url.searchParams.delete('code');
    url.searchParams.set('error', error);
    url.searchParams.set('error_description', description);
    return new Response(null, { status: 303, headers: { Location: url.href } });
  };

const DOCUMENT = 'https://app.example/client.json';

const RESOURCE = 'Let the authorization server issue tokens for the resource of the MCP server';

const SCOPE = 'Allow the scopes that the MCP server names';

describe('a sign-in that the authorization server refuses', () => {
  it.each<[string, string, string, string?]>([
    ['invalid_request', "AADSTS901002: The 'resource' request parameter is not supported.", RESOURCE],
    ['invalid_target', 'The resource does not match the requested scopes.', RESOURCE],
    ['invalid_client', "The application asked for scope 'mcp.read' that doesn't exist.", SCOPE],
    ['invalid_request', 'The redirect URI is not registered.', 'exactly this redirect URI'],
    ['unauthorized_client', 'This client is blocked.', 'exactly this redirect URI'],
    ['invalid_request', 'The kettle is empty.', 'Look in its documentation for this error'],
    [
      'invalid_client',
      'The client has no metadata.',
      'Let the authorization server fetch and accept this document',
      DOCUMENT,
    ],
  ])('with %s (%s): the report quotes it and gives advice', async (error, description, says, clientId) => {
    const { saw, advice } = await signInAt({ change: refusingWith(error, description) }, clientId);
    expect(saw).toBe(`The server answered ${error}: “${description.replace(/\.$/, '')}”.`);
    expect(advice).toContain(says);
  });

  it('because the request has no scope: the report says which server must name a scope', async () => {
    const refuse = refusingWith('invalid_request', "The request must contain the parameter: 'scope'.");
    const { advice } = await signInAt({
      change: async (request, response) =>
        refuse(
          request,
          await withMembers(isResourceMetadata, { scopes_supported: undefined })(
            request,
            (await challengeWith('Bearer').change?.(request, response)) ?? response,
          ),
        ),
    });
    expect(advice).toContain('Neither the challenge nor the resource metadata names a scope');
  });

  it.each([
    ['The client may not request scope offline_access.', 'The request has offline_access only because'],
    ['The client may not request scope mcp.read.', SCOPE],
  ])('because of a scope (%s): the report says which server names that scope', async (description, says) => {
    const refuse = refusingWith('invalid_scope', description);
    const list = withMembers(isServerMetadata, { scopes_supported: ['openid', 'offline_access'] });
    const { advice } = await signInAt({
      change: async (request, response) => refuse(request, await list(request, response)),
    });
    expect(advice).toContain(says);
  });

  it.each([
    ['no iss', withoutIssuer, 'The response has no iss'],
    [
      'another iss',
      responsesFrom('https://other.example'),
      'The response says that it comes from another issuer',
    ],
  ])('with a code and %s: no client can sign in (RFC 9207 §2.4)', async (_what, change, says) => {
    const { verdict, saw, fixCode } = await signInAt({ change });
    expect(saw).toContain(says);
    expect(fixCode).toBe('iss=https%3A%2F%2Fas.example%2Fidp');
    expect(verdict.text).toContain(`A page cannot sign in here. ${says}`);
  });

  it('with a code and a repeated parameter: the report says to send each parameter once', async () => {
    const { advice } = await signInAt({
      change(_request, response) {
        const location = response.headers.get('Location');
        if (!location?.includes('code=')) return response;
        return new Response(null, { status: 303, headers: { Location: `${location}&code=other` } });
      },
    });
    expect(advice).toContain('each parameter once');
  });

  it.each<[string, string | undefined]>([
    ['PKCE verification failed', 'PKCE verification failed'],
    ['The code {code} was used before.', undefined],
    ['The verifier {code_verifier} is wrong.', undefined],
  ])('at the token endpoint (%s): the report quotes the refusal without secrets', async (said, quoted) => {
    const { evidence, saw } = await signInAt({
      async instead(request) {
        if (request.method !== 'POST' || !request.url.endsWith('/token')) return undefined;
        const form = new URLSearchParams(await request.text());
        const description = said.replace(/\{(\w+)\}/, (_, name: string) => form.get(name) ?? '');
        return corsJson({ error: 'invalid_grant', error_description: description }, 400);
      },
    });
    expect(saw).toBe(
      `The token endpoint issued no token for the code: invalid_grant${quoted ? `: “${quoted}”` : ''}.`,
    );
    expect(evidence.probes['right-request']?.steps['right exchange']?.description).toBe(quoted);
  });
});

it('a token endpoint that requires a scope: the report says that a token request has no scope', async () => {
  const { advice } = await signInAt({
    async instead(request) {
      if (request.method !== 'POST' || !request.url.endsWith('/token')) return undefined;
      const description = "AADSTS900144: The request body must contain the following parameter: 'scope'.";
      return corsJson({ error: 'invalid_request', error_description: description }, 400);
    },
  });
  expect(advice).toContain('Accept a token request without the parameter scope');
});

it('a token endpoint that refuses an origin with 403: the report says which origin the server must allow', async () => {
  const { evidence } = await signInAt({
    async instead(request) {
      if (request.method !== 'POST' || !request.url.endsWith('/token')) return undefined;
      const isRight = new URLSearchParams(await request.text()).get('code') !== 'not-a-code';
      return isRight ? corsJson({ message: 'Origin not allowed' }, 403) : undefined;
    },
  });
  expect(reportOn(evidence).reason('sign-in-works')).toContain(
    'It may refuse the origin of this page: add https://app.example to the origins',
  );
});

it('a token endpoint that redirects: the report says that the metadata must name the other address', async () => {
  const { evidence } = await signInAt({});
  const probe = evidence.probes['right-request'];
  const { 'right exchange': exchange } = probe?.steps ?? {};
  if (!probe || !exchange) throw new Error('The probe did not run.');
  const { token: _, ...redirected } = { ...exchange, outcome: 'redirected' as const, status: 0 };
  const steps = { 'right exchange': redirected };
  const after = { ...evidence, probes: { 'right-request': { ...probe, steps } }, tokenEndpoint: undefined };
  expect(reportOn(after).advice('sign-in-works')).toBe(
    'Publish the address that it redirects to as the token_endpoint.',
  );
});

describe('a token endpoint that refuses the exchange', () => {
  const refusing = (status: number, body: unknown, headers: Record<string, string> = {}): TestServers => ({
    instead: async (request) =>
      isTokenEndpoint(request) && !(await request.text()).includes('not-a-code')
        ? corsJson(body, status, headers)
        : undefined,
  });

  it.each<[number, unknown, string, string]>([
    [404, 'Not found', '404: “Not found”', 'Publish the address of the token endpoint'],
    [415, { message: 'Send JSON.' }, '415: “Send JSON”', 'application/x-www-form-urlencoded'],
    [400, [{ message: 'Bad credentials' }], '400: “Bad credentials”', 'names the reason'],
    [400, { error_code: 110, error_msg: 'Bad code' }, '400: “Bad code”', 'names the reason'],
    [200, { errcode: 40029, errmsg: 'invalid code' }, '200: “invalid code”', 'names the reason'],
    [200, { result: { message: 'No seat' } }, '200: “No seat”', 'names the reason'],
    [400, { fault: { faultstring: 'Bad code', detail: {} } }, '400: “Bad code”', 'names the reason'],
    [422, { detail: [{ loc: ['body'], msg: 'is required' }] }, '422: “is required”', 'names the reason'],
    [
      422,
      { detail: [{ loc: ['body', 'client_secret'], msg: 'Field required' }] },
      '422: “client_secret: Field required”',
      'another origin',
    ],
    [400, [{ path: ['contacts', 0], message: 'Mail' }], '400: “contacts.0: Mail”', 'names the reason'],
    [
      200,
      { access_token: null },
      '200, with application/json, and no JSON object with an access_token',
      'JSON',
    ],
    [
      400,
      { error: 'invalid_grant', error_description: 'redirect_uri mismatch' },
      'invalid_grant: “redirect_uri mismatch”',
      'Store this redirect URI with the code',
    ],
    [200, { ok: false, error: 'bad_redirect_uri' }, 'bad_redirect_uri', 'Send a refusal with status 400'],
    [
      200,
      { error: 'incorrect_client_credentials', error_description: 'The client_secret passed is incorrect.' },
      'incorrect_client_credentials: “The client_secret passed is incorrect”',
      'without a secret',
    ],
    [200, { success: false, message: 'No seat.' }, '200: “No seat”', 'Send a refusal with status 400'],
    [200, { error: { code: 'A42', message: 'Full.' } }, '200: “Full”', 'Send a refusal with status 400'],
    [
      200,
      { message: 'Success', data: { access_token: 'a-token' } },
      '200: “Success”. It has data.access_token, which clients do not read',
      'as the members of a JSON object',
    ],
    ...['accessToken', 'data.access_token'].map((path): [number, unknown, string, string] => {
      const [name = '', member] = path.split('.');
      return [
        200,
        { [name]: member ? { [member]: 'a-token' } : 'a-token' },
        `200, with application/json, and no JSON object with an access_token. It has ${path}, which clients do not read`,
        'as the members of a JSON object',
      ];
    }),
  ])('with %i and %j: the report quotes the reason and gives advice', async (status, body, reason, says) => {
    const { saw, advice } = await signInAt(refusing(status, body));
    expect(saw).toBe(`The token endpoint issued no token for the code: ${reason}.`);
    expect(advice).toContain(says);
  });

  it('in a response without CORS headers: the report names the headers', async () => {
    const hidden = withoutCors(isTokenEndpoint);
    const { advice, fixCode } = await signInAt({
      async change(request, response) {
        const body = isTokenEndpoint(request) ? await response.clone().text() : '';
        return body.includes('access_token') ? hidden(request, response) : response;
      },
    });
    expect(advice).toContain('with every response of the token endpoint');
    expect(fixCode).toContain('Access-Control-Allow-Origin');
  });

  it('with 401 and the scheme Basic: the report says that the endpoint requires a secret (RFC 6749 §5.2)', async () => {
    const basic = { 'WWW-Authenticate': 'Basic', 'Access-Control-Expose-Headers': 'WWW-Authenticate' };
    const { saw, advice } = await signInAt(refusing(401, {}, basic));
    expect(saw).toBe('The token endpoint issued no token for the code: 401.');
    expect(advice).toContain('without a secret');
  });
});

describe('a registration endpoint that registers no client', () => {
  const answering = (error: string): TestServers => ({
    policy: { registrationOffered: true },
    instead: postsTo('/register', () => corsJson({ error }, 400)),
  });
  it.each(['registration_not_supported', 'Dynamic client registration is disabled.'])(
    'says so with 400: %s',
    async (error) => {
      const { saw } = await examineServers(answering(error));
      expect(saw('registration-readable')).toBe(`It answered 400 (“${error}”) to an invalid registration.`);
    },
  );

  it('differs from an endpoint that refuses only invalid registrations', async () => {
    const { finding } = await examineServers(answering('invalid_client_metadata'));
    expect(finding('registration-readable')).toMatchObject({ result: 'pass' });
  });
});

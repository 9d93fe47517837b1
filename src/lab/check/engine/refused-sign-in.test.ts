import { describe, expect, it } from 'vitest';
import { createTestBrowser, SERVER, type TestServers } from '../testing/browser.ts';
import { challengeWith, isResourceMetadata, READABLE, withMembers } from '../testing/changes.ts';
import { findingsOf } from './findings.ts';

type Change = NonNullable<TestServers['change']>;

async function signInAt(servers: TestServers) {
  const browser = createTestBrowser(servers);
  const evidence = await browser.probeAll(await browser.examine());
  return { evidence, finding: findingsOf(evidence).find(({ id }) => id === 'sign-in-works') };
}

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

const RESOURCE = 'Let it issue tokens for the resource of the MCP server';
const SCOPE = 'refuses a scope that the MCP server asks for';

describe('a sign-in that the authorization server refuses', () => {
  it.each<[string, string, string]>([
    ['invalid_request', "AADSTS901002: The 'resource' request parameter is not supported.", RESOURCE],
    ['invalid_target', 'The resource does not match the requested scopes.', RESOURCE],
    ['invalid_client', "The application asked for scope 'mcp.read' that doesn't exist.", SCOPE],
    ['invalid_request', 'The redirect URI is not registered.', 'exactly this redirect URI'],
    ['unauthorized_client', 'This client is blocked.', 'exactly this redirect URI'],
    ['invalid_request', 'The kettle is empty.', 'Look in its documentation for this error'],
  ])('with %s (%s): the report quotes the reason and advises about it', async (error, description, says) => {
    const { finding } = await signInAt({ change: refusingWith(error, description) });
    expect(finding).toMatchObject({
      result: 'fail',
      saw: `The server answered ${error}: “${description.replace(/\.$/, '')}”.`,
      fix: { say: expect.stringContaining(says) },
    });
  });

  it('because the request has no scope: the report says who has to name one', async () => {
    const refuse = refusingWith('invalid_request', "The request must contain the parameter: 'scope'.");
    const { finding } = await signInAt({
      change: async (request, response) =>
        refuse(
          request,
          await withMembers(isResourceMetadata, { scopes_supported: undefined })(
            request,
            (await challengeWith('Bearer').change?.(request, response)) ?? response,
          ),
        ),
    });
    expect(finding).toMatchObject({
      fix: { say: expect.stringContaining('Neither the challenge nor the resource metadata names a scope') },
    });
  });

  it.each<[string, string | undefined]>([
    ['PKCE verification failed', 'PKCE verification failed'],
    ['The code {code} was used before.', undefined],
    ['The verifier {code_verifier} is wrong.', undefined],
  ])(
    'at the token endpoint (%s): the report quotes the reason unless it repeats a secret',
    async (said, quoted) => {
      const { evidence, finding } = await signInAt({
        async instead(request) {
          if (request.method !== 'POST' || !request.url.endsWith('/token')) return undefined;
          const form = new URLSearchParams(await request.text());
          const description = said.replace(/\{(\w+)\}/, (_, name: string) => form.get(name) ?? '');
          return Response.json(
            { error: 'invalid_grant', error_description: description },
            { status: 400, headers: READABLE },
          );
        },
      });
      expect(finding).toMatchObject({
        result: 'fail',
        saw: `The token endpoint issued no token for the code: invalid_grant${quoted ? `: “${quoted}”` : ''}.`,
      });
      const step = evidence.probes['right-request']?.steps['right exchange'];
      expect(step?.description).toBe(quoted);
    },
  );
});

it('a token response that is a form: the report says to send JSON (RFC 6749 §5.1)', async () => {
  const { finding } = await signInAt({
    instead: ({ method, url }) =>
      method === 'POST' && url.endsWith('/token')
        ? new Response('access_token=x&token_type=bearer', {
            headers: { ...READABLE, 'Content-Type': 'application/x-www-form-urlencoded' },
          })
        : undefined,
  });
  expect(finding).toMatchObject({ result: 'fail', fix: { say: expect.stringContaining('a JSON object') } });
});

describe('an MCP server that refuses the token of the sign-in', () => {
  const answering = (status: number, body: (token: string) => object): TestServers => ({
    instead({ headers, url }) {
      const token = headers.get('Authorization')?.replace('Bearer ', '') ?? '';
      return url === SERVER && token.length > 20
        ? Response.json(body(token), { status, headers: READABLE })
        : undefined;
    },
  });

  it.each([
    [401, 'whose audience is the resource identifier'],
    [403, 'If this account lacks a right'],
  ])('with %i: the report quotes the reason', async (status, says) => {
    const { finding } = await signInAt(answering(status, () => ({ message: 'User not authorized.' })));
    expect(finding).toMatchObject({
      result: 'fail',
      saw: `The MCP server refused the token that was issued for it, with status ${status}: “User not authorized”.`,
      fix: { say: expect.stringContaining(says) },
    });
  });

  it('and repeats the token: the report does not quote it', async () => {
    const { evidence, finding } = await signInAt(answering(403, (token) => ({ message: `${token} is bad` })));
    expect(finding).toMatchObject({
      saw: 'The MCP server refused the token that was issued for it, with status 403.',
    });
    const calls = Object.values(evidence.probes).flatMap(({ steps }) => Object.values(steps));
    expect(calls.filter(({ description }) => description?.includes('is bad'))).toEqual([]);
  });
});

describe('a registration endpoint that registers nobody', () => {
  const answering = (error: string): TestServers => ({
    policy: { registrationOffered: true },
    instead: ({ method, url }) =>
      method === 'POST' && url.endsWith('/register')
        ? Response.json({ error }, { status: 400, headers: READABLE })
        : undefined,
  });
  const registration = async (error: string) => {
    const evidence = await createTestBrowser(answering(error)).examine();
    return findingsOf(evidence).find(({ id }) => id === 'registration-readable');
  };

  it.each(['registration_not_supported', 'Dynamic client registration is disabled.'])(
    'says so with 400: %s',
    async (error) => {
      expect(await registration(error)).toMatchObject({
        result: 'fail',
        saw: `It answered 400 (“${error}”) to an invalid registration.`,
      });
    },
  );

  it('differs from one that refuses only what is invalid', async () => {
    expect(await registration('invalid_client_metadata')).toMatchObject({ result: 'pass' });
  });
});
